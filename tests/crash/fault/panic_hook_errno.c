/* A hook for a task's panic has no errno, not even the task's. */
// boards: virt,virt-s
// expect-status: 134
// expect-out: ^rill: panic: to begin with$
// expect-out: a hook that was told of it broke: panic: errno or another _Thread_local
#include <errno.h>

#include <rill/rill.h>

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    errno = 1;
}

static struct rill_panic_hook hook = {.fn = told};

int main(void)
{
    rill_panic_hook_add(&hook);
    rill_panic("to begin with");
}
