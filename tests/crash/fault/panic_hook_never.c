/* A hook never returns, because it ends the machine itself: the report is out by then. */
// boards: virt,hifive1
// expect-status: 77
// expect-out: ^rill: panic: to begin with\n  pc .* in task "main" on hart
// expect-out: ^  at 0x[0-9a-f]+ \? in
// expect-out: ^last words$
#include <rill/bind.h>
#include <rill/rill.h>

_Noreturn void end_here(int status);
RILL_USE(function, end_here, rill_default_stop);

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    rill_panic_say("last words\n");
    end_here(77);
}

static struct rill_panic_hook hook = {.fn = told};

int main(void)
{
    rill_panic_hook_add(&hook);
    rill_panic("to begin with");
}
