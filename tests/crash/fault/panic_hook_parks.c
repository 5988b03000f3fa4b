/* A hook tries to wait: a hook is a handler wherever the program broke, and no other task gets
 * a turn. */
// boards: virt,virt-s
// expect-status: 134
// expect-out: ^rill: panic: to begin with$
// expect-out: ^rill: a hook that was told of it broke: panic: rill_sleep_ns was called from
// expect-out: ^rill: stopped with status 134$
// reject-out: another
#include <rill/rill.h>

static int another(void *arg)
{
    rill_panic_say("another ran\n");
    return arg != NULL;
}

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    rill_sleep_ns(RILL_MS);
}

static struct rill_panic_hook hook = {.fn = told};

int main(void)
{
    struct rill_task_opts opts = {.stack_bytes = 80 * sizeof(long)};

    rill_panic_hook_add(&hook);
    rill_spawn(NULL, &opts, another, NULL);
    rill_panic("to begin with");
}
