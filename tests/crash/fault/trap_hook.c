/* When a task has faulted, Rill calls a panic hook in a trap, where the hook has no errno. */
// boards: virt,virt32,hifive1
// expect-status: 139
// expect-out: ^rill: fault: store (access|page) fault
// expect-out: a hook that was told of it broke: panic: errno or another _Thread_local
#include <rill/rill.h>

#include <errno.h>

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    errno = 1;
}

int main(void)
{
    static struct rill_panic_hook hook = {.fn = told};

    rill_panic_hook_add(&hook);
    *(volatile int *)8 = 1;
    return 0;
}
