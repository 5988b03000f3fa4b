/* A hook for a fault runs on the trap stack, and learns which fault it was. */
// expect-status: 139
// expect-out: ^rill: fault: load
// expect-out: ^hook: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page, in main\nrill: stopped with status 139$
#include <rill/rill.h>

static void say(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k;
    rill_panic_say("hook: ");
    rill_panic_say(info->text);
    rill_panic_say(info->is_fault && info->fault.addr == 8 ? ", in " : "?");
    rill_panic_say(rill_task_name(info->task));
    rill_panic_say("\n");
}

static struct rill_panic_hook hook = {.fn = say};

int main(void)
{
    int *volatile nowhere = (int *)8;

    rill_panic_hook_add(&hook);
    return *(volatile int *)nowhere;
}
