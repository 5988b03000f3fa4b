/* Rill calls the hooks for a deadlock. */
// expect-status: 134
// expect-out: ^rill: deadlock: all 1 tasks
// expect-out: ^hook: all 1 tasks wait and nothing can wake them\nrill: stopped with status 134$
#include <rill/rill.h>

static void say(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k;
    rill_panic_say("hook: ");
    rill_panic_say(info->text);
    rill_panic_say("\n");
}

static struct rill_panic_hook hook = {.fn = say};
static struct rill_sem never;

int main(void)
{
    rill_panic_hook_add(&hook);
    rill_sem_get(&never, RILL_FOREVER);
    return 0;
}
