// qemu: -icount shift=0,sleep=off
/* No rill_try recovers from a mistake that Rill finds in the midst of a switch. */
// expect-status: 134
// expect-out: ^rill: panic: a hook of the scheduler blocked, yielded or spawned
// reject-out: survived
#include <stdio.h>

#include <rill/rill.h>

static void park(struct rill_hooks *k, const struct rill_task *task,
                 const char *reason, const void *object)
{
    (void)k, (void)task, (void)reason, (void)object;
    rill_yield();
}

static struct rill_hooks hooks = {.park = park};

static void waits(void *arg)
{
    (void)arg;
    rill_sleep_ns(RILL_MS);
}

int main(void)
{
    rill_hooks_add(&hooks);
    rill_try(waits, NULL, NULL);
    puts("survived");
    return 0;
}
