/* crash/sched/overflow_digs.h -- a task that has overflowed its stack, and then faults. */
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

#endif
