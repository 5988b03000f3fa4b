/* The idle loop calls a panic hook, because all tasks wait; there the hook has no errno. */
// boards: virt,virt32,hifive1
// expect-status: 134
// expect-out: ^rill: deadlock:
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
    static struct rill_mutex m;

    rill_panic_hook_add(&hook);
    (void)rill_mutex_lock(&m, RILL_FOREVER);
    return rill_select(NULL, 0, RILL_FOREVER) ? 0 : 1;
}
