/* kernel/scope/defer.h -- between defer.c and defer_fault.c. */
#ifndef KERNEL_DEFER_H
#define KERNEL_DEFER_H

#include "task.h"

struct rill_frame;

/* Can a panic go on as calls in this task? */
bool rill_unwind_can(const struct rill_task *t);

/* In the trap of a fault of this task.   returns  true: the frame goes on to a panic. */
bool rill_unwind_fault(struct rill_frame *f, const struct rill_task *t);

#endif
