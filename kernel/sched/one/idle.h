/* kernel/sched/one/idle.h -- the idle loop's stack, which is the linker's.
 * kernel/sched/many/idle.h is its twin. */
#ifndef KERNEL_IDLE_H
#define KERNEL_IDLE_H

#include <port/image.h>
#include "task.h"

/* Its lowest word. */
static inline uintptr_t rill_idle_stack(const struct rill_hart *h)
{
    extern uintptr_t __rill_idle_stack[];

    (void)h;
    return (uintptr_t)__rill_idle_stack;
}

/* Macros, for gcc -Os makes other code of reports around functions. */
#define rill_is_idle(t) ((t) == &rill_idle_tasks[0])

/* Where it ends, of a task that is an idle loop. */
#define rill_idle_stack_top(t) ((uintptr_t)__heap_start)

#endif
