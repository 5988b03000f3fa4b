/* kernel/scope/defer.h -- what defer.c and defer_fault.c share. */
#ifndef KERNEL_DEFER_H
#define KERNEL_DEFER_H

#include "task.h"

struct rill_frame;

/* Can this task run deferred calls for a panic now? */
bool rill_unwind_can(const struct rill_task *t);

/* In the trap of a fault of this task: make the fault a panic.   returns  true: the trap's
 * return goes on to the panic; false: the task cannot go on, or Rill's own code faulted. */
bool rill_unwind_fault(struct rill_frame *f, const struct rill_task *t);

#endif
