/* A hook faults that the idle loop has called: the first report lies on the idle stack, and
 * stays whole. */
// boards: virt,virt-s
// expect-status: 134
// expect-out: ^rill: deadlock: all 1 tasks wait
// expect-out: ^rill: a hook that was told of it broke: fault .*: illegal instruction
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    __asm__ volatile(".word 0");
}

static struct rill_panic_hook hook = {.fn = told};
static struct rill_sem never;

int main(void)
{
    rill_panic_hook_add(&hook);
    return rill_sem_get(&never, RILL_FOREVER);
}
