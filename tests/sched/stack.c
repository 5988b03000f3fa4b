// qemu: -icount shift=0,sleep=off
/* sched/stack.c -- every task starts on a 16-byte aligned stack within its bounds. */
#include <stdio.h>

#include <rill/rill.h>

#include "../tap.h"

static uintptr_t seen_low, seen_high;
static size_t wanted;

/* Returns a bit for each thing that is wrong, because this task's stack is too small for
 * printf. */
__attribute__((noinline)) static int look(void *arg)
{
    _Alignas(16) volatile char local[16];
    uintptr_t entry_sp = (uintptr_t)__builtin_frame_address(0);
    uintptr_t here = (uintptr_t)local;

    (void)arg;
    local[0] = 1;
    rill_stack_bounds(&seen_low, &seen_high);
    return (entry_sp % 16 != 0) | (here % 16 != 0) << 1 |
           !(seen_low <= here && here < seen_high) << 2 |
           (entry_sp > seen_high) << 3 | (seen_high - seen_low < wanted) << 4 |
           (seen_high % 16 != 0) << 5;
}

static int hold(void *arg)
{
    uintptr_t *bounds = arg;

    rill_stack_bounds(&bounds[0], &bounds[1]);
    rill_sleep_ns(RILL_MS);
    return 0;
}

int main(void)
{
    static const size_t sizes[] = {
        0, RILL_STACK_MIN_BYTES, RILL_STACK_MIN_BYTES + 1, 600, 1001, 2048};
    struct rill_task_opts opts = {.name = "look"};
    struct rill_job job = {0}, other = {0};
    uintptr_t a[2] = {0}, b[2] = {0};
    char name[32];
    int wrong = 1;

    plan(10);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        opts.stack_bytes = wanted = sizes[i];
        if (rill_spawn(&job, &opts, look, NULL))
            bail("no memory");
        rill_join(&job, RILL_FOREVER, &wrong);
        snprintf(name, sizeof name, "stack of %u bytes", (unsigned)sizes[i]);
        is(wrong, 0, name);
    }
    wanted = 0;
    is(look(NULL) & ~8, 0, "the first task's stack");

    opts.stack_bytes = 600;
    if (rill_spawn(&job, &opts, hold, a) || rill_spawn(&other, &opts, hold, b))
        bail("no memory");
    rill_join(&job, RILL_FOREVER, NULL);
    rill_join(&other, RILL_FOREVER, NULL);
    rill_stack_bounds(&seen_low, &seen_high);
    ok(a[1] <= b[0] || b[1] <= a[0], "two stacks do not overlap");
    ok(a[1] <= seen_low || seen_high <= a[0], "nor do they the first task's");
    ok(a[0] < a[1] && b[0] < b[1], "bounds are low, high");
    return done();
}
