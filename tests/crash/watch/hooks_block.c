// qemu: -icount shift=0,sleep=off
/* A hook of the scheduler that yields. */
// expect-status: 134
// expect-out: ^rill: panic: a hook of the scheduler blocked, yielded or spawned
#include <rill/rill.h>

static void park(struct rill_hooks *k, const struct rill_task *task,
                 const char *reason, const void *object)
{
    (void)k, (void)task, (void)reason, (void)object;
    rill_yield();
}

static struct rill_hooks hooks = {.park = park};

int main(void)
{
    rill_hooks_add(&hooks);
    rill_sleep_ns(RILL_MS);
    return 0;
}
