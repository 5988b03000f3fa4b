/* crash/sched/overflow_digs.h -- a task that has overflowed its stack, and then faults. Its stack is
 * too small for a guard: with one, the store below would be the fault. */
#ifndef OVERFLOW_DIGS_H
#define OVERFLOW_DIGS_H

#include <rill/rill.h>

static void dig(void *arg)
{
    int *volatile nowhere = (int *)8;
    uintptr_t low, high;

    rill_stack_bounds(&low, &high);
    *(volatile uintptr_t *)low = 1;
    *(int *)arg = *nowhere;
}

static inline void in_small_task(rill_task_fn *fn)
{
    struct rill_task_opts opts = {.name = "small", .stack_bytes = 2048};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, fn, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
}

#endif
