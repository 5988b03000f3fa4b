/* kernel/scope/context.h -- what groups and values need of contexts. All with the lock held. */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <rill/context.h>
#include "task.h"

/* sp of the caller of the function that this stands in. */
#define CALLERS_SP ((uintptr_t)__builtin_frame_address(0))

/* Nested in the running task's own, the task in it. For the call with this name,
 * that was called with this sp. */
void rill_context_enter(struct rill_context *c, uint64_t deadline_ns,
                        uintptr_t callers_sp, const char *call);

/* Is it what the running task may end? Panics if not. */
void rill_context_check(const struct rill_context *c, uintptr_t callers_sp,
                        const char *call);

/* The running task's innermost; NULL: it is in none. For a call that was called with this
 * sp. Panics if a function that has returned has left it behind. */
struct rill_context *rill_context_innermost(uintptr_t callers_sp);

/* The one that it is nested in, or NULL. Panics if its memory is not what it was. */
struct rill_context *rill_context_outer(const struct rill_context *c);

/* Has it begun? Is the task in it, or in one nested in it? */
bool rill_context_begun(const struct rill_context *c);
bool rill_context_has(const struct rill_context *c, const struct rill_task *t);

/* Was it cancelled, or one that it is nested in? 0; -ECANCELED, -ETIMEDOUT. */
int rill_context_why(const struct rill_context *c);

/* If its deadline has come, or that of a context around it, cancel that context: the
 * hart that has the alarm in its wheel may compute for long. */
void rill_context_look(struct rill_context *c);

/* Cancel it. */
void rill_context_stop(struct rill_context *c, int why);

/* The running task goes from one to another, and is cancelled or not as that is. */
void rill_context_move(struct rill_context *to);

/* It has ended; the running task goes to the outer one. Another task in it: panic.
 *   returns  rill_context_why. */
int rill_context_finish(struct rill_context *c, const char *call);

#endif
