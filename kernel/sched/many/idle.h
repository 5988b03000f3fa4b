/* kernel/sched/many/idle.h -- the idle loops' stacks, which are the linker's.
 * kernel/sched/one/idle.h is its twin. */
#ifndef KERNEL_IDLE_H
#define KERNEL_IDLE_H

#include <port/image.h>
#include "task.h"

/* Its lowest word. Faults in a trap stand on the same stack. */
static inline uintptr_t rill_idle_stack(const struct rill_hart *h)
{
    return h->fault_sp - RILL_LINKER_NUMBER(__rill_idle_room);
}

static inline bool rill_is_idle(const struct rill_task *t)
{
    return t >= rill_idle_tasks && t < rill_idle_tasks + RILL_HARTS;
}

/* Where it ends, of a task that is an idle loop. */
static inline uintptr_t rill_idle_stack_top(const struct rill_task *t)
{
    return rill_harts[t - rill_idle_tasks].fault_sp;
}

#endif
