/* kernel/scope/context.h -- what groups and values need of contexts. The caller is a task that
 * holds rill_sched_lock. Nothing here blocks. */
#ifndef KERNEL_CONTEXT_H
#define KERNEL_CONTEXT_H

#include <rill/context.h>
#include "task.h"

/* In a function: the sp of its caller. */
#define CALLERS_SP ((uintptr_t)__builtin_frame_address(0))

/* Begin c, nested in the running task's context, and put the running task into c. `call` is
 * the public call's name, for panics; callers_sp is the sp of that call's caller. */
void rill_context_enter(struct rill_context *c, uint64_t deadline_ns,
                        uintptr_t callers_sp, const char *call);

/* Panic unless the running task may end c. */
void rill_context_check(const struct rill_context *c, uintptr_t callers_sp,
                        const char *call);

/* The running task's innermost context; NULL: the task is in none. callers_sp is as above.
 * Panics if a function has returned and left the context behind. */
struct rill_context *rill_context_innermost(uintptr_t callers_sp);

/* The context that c is nested in, or NULL. Panics if the program has overwritten c. */
struct rill_context *rill_context_outer(const struct rill_context *c);

/* Has c begun? Is the task in c, or in a context nested in c? */
bool rill_context_begun(const struct rill_context *c);
bool rill_context_has(const struct rill_context *c, const struct rill_task *t);

/* Was c cancelled, or a context around it?   returns  0: no; -ECANCELED; -ETIMEDOUT. */
int rill_context_why(const struct rill_context *c);

/* When the deadline of c or of a context around it has come, cancel that context. The caller
 * does not wait for the alarm, because the hart that has the alarm may compute for long. */
void rill_context_look(struct rill_context *c);

/* Cancel c, with `why` as the reason. */
void rill_context_stop(struct rill_context *c, int why);

/* Move the running task to the context `to`. From now on the task is cancelled if `to` is. */
void rill_context_move(struct rill_context *to);

/* End c and move the running task to the outer context. Panics when another task is in c.
 *   returns  rill_context_why(c). */
int rill_context_finish(struct rill_context *c, const char *call);

#endif
