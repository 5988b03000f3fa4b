/* kernel/sched/idle.h -- the idle loops' stacks, which the linker places. On many harts a fault in
 * a trap uses its hart's idle stack. */
#ifndef KERNEL_IDLE_H
#define KERNEL_IDLE_H

#include <port/image.h>
#include "task.h"

/* The lowest word of a hart's idle stack. */
static inline uintptr_t rill_idle_stack(const struct rill_hart *h)
{
    extern uintptr_t __rill_idle_stack[];

    return RILL_MANY ? h->fault_sp - RILL_LINKER_NUMBER(__rill_idle_room)
                     : (uintptr_t)__rill_idle_stack;
}

static inline bool rill_is_idle_of_many(const struct rill_task *t)
{
    return t >= rill_idle_tasks && t < rill_idle_tasks + RILL_HARTS;
}

static inline uintptr_t rill_idle_stack_top_of_many(const struct rill_task *t)
{
    return rill_harts[t - rill_idle_tasks].fault_sp;
}

/* These are macros, because gcc -Os makes longer code of reports around functions. */
#define rill_is_idle(t) \
    (RILL_MANY ? rill_is_idle_of_many(t) : (t) == &rill_idle_tasks[0])

/* The high end of the stack of an idle loop. */
#define rill_idle_stack_top(t) \
    (RILL_MANY ? rill_idle_stack_top_of_many(t) : (uintptr_t)__heap_start)

#endif
