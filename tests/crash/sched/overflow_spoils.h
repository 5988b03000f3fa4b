/* overflow_spoils.h -- a task that spoils its canary and then computes on and on, without a
 * call, on its own stack: only a trap can find that out. */
#ifndef OVERFLOW_SPOILS_H
#define OVERFLOW_SPOILS_H

#include <rill/rill.h>

/* The word at its stack's end, as something that ran over would have left it. */
static inline void spoil(void)
{
    uintptr_t low, high;

    rill_stack_bounds(&low, &high);
    *(volatile uintptr_t *)low = 1;
}

static volatile bool computing = true;

#endif
