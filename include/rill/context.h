/* rill/context.h -- cancellation: of tasks, together or one by one, by a call or by
 * a deadline; and values that tasks inherit.
 *
 *     struct rill_context c;
 *
 *     rill_context_begin(&c, rill_after_ns(RILL_S));
 *     ...                        for this task and all that it starts from here
 *     why = rill_context_end(&c);
 *
 * A task runs in a context, or in none as the first one does. It has it from the
 * task that started it, and leaves it by ending. It may begin one of its own, which
 * is nested in that one; the newest is ended first, by the task that began it.
 *
 * A context is cancelled by rill_context_cancel, by its deadline, or with the one
 * that it is nested in. Then all tasks in it are cancelled, and so are those that
 * are started in it later; and they stay so until they leave it. In a cancelled
 * task every call that would have to wait answers -ECANCELED, one that waits now
 * and each later one; it leaves no trace in any queue. A task that was served before
 * it was cancelled keeps what it was given.
 *
 * A call that need not wait mostly answers as ever, so that a task that ends can tidy up;
 * but of RILL_CANCEL_CALLS such calls in a row, whichever they are, at least one answers
 * -ECANCELED and has done nothing else. So a task that never has to wait hears of it, too.
 * That holds for each call that can answer -ECANCELED, a free mutex and a channel that is
 * closed among them, and counts from the cancellation; or from the deadline, though nobody
 * has looked at an alarm since. A select has the cancellation as one more arm: if n arms
 * are ready, it answers so once in n + 1 times or oftener.
 * With RILL_POLL no call waits, and none is ever told. rill_yield yields. What is written
 * to the console is written.
 *
 *     read, getchar, sleep of libc   fail with errno ECANCELED
 *     rill_cond_wait                 has the mutex again when it answers
 *     rill_group_wait                cancels its group, and waits (rill/group.h)
 *     malloc and the like            are not cancelled
 *
 * Clean-up that must wait, or must not be told, says so by rill_cancel_mask. Deferred calls
 * (rill/defer.h) run in a cancelled task as in any other: cancellation ends nothing by
 * itself.
 *
 * Memory:  contexts and values are the caller's, on its stack as a rule. Nothing is
 *          allocated. A context that has ended may be used again. It ends only when
 *          no other task is in it, or in one nested in it (panic): so it outlives
 *          those that point to it. Wait for them before (a group does).
 *          Left behind by a panic, or by rill_task_exit, contexts are ended: what
 *          other tasks are in them are cancelled for good and go on in the outer
 *          one. Left behind by a return: found by the next look at it (panic).
 * Callers: tasks only; a call from a trap handler panics. Nothing here blocks.
 * Time:    deadline_ns is absolute since boot; RILL_FOREVER: none. A deadline is
 *          seen where tasks switch, by rill_canceled, and in one of RILL_CANCEL_CALLS
 *          calls that may wait.
 * Costs:   cancelling looks at every task there is, ending too. As long as a
 *          cancelled context has not ended, or one with a deadline, starting a task takes
 *          the longer way. So does each call that may wait, of a task that is cancelled or
 *          in a context with a deadline: some 20 instructions more.
 */
#ifndef RILL_CONTEXT_H
#define RILL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <rill/task.h>
#include <rill/timer.h>

RILL_C_BEGIN

/* Of so many calls in a row, in which a cancelled task need not wait, one at least says
 * -ECANCELED. A power of two. */
#define RILL_CANCEL_CALLS 32

/* A value, by its key: any address, such as that of a static variable. */
struct rill_value { /* private */
    const void *key;
    void *value;
    struct rill_value *older;
};

struct rill_context {        /* private */
    struct rill_alarm alarm; /* first, as in struct rill_timer */
    void (*fire)(struct rill_timer *t, uint64_t now_ticks);
    struct rill_context *outer;
    struct rill_value *values;
    uintptr_t seal;
    uint64_t deadline_ns; /* the outer one's, if that is earlier */
    uint32_t owner;       /* the task that began it, by its number */
    int why;              /* it was cancelled: -ECANCELED or -ETIMEDOUT */
    bool group;
};

/* From here on the calling task is in c, and so is every task that it starts. A
 * deadline later than the outer one's is the outer one's; one that has passed
 * cancels at once. c has begun and not ended: panic. */
void rill_context_begin(struct rill_context *c, uint64_t deadline_ns);

/* Back to the outer one. The caller is no longer cancelled, unless the outer one is,
 * or the task itself (rill_job_cancel).
 *   returns  0; -ECANCELED, -ETIMEDOUT: it was cancelled, and why first. c is not
 *            the innermost that the caller has begun, or other tasks are in it:
 *            panic. */
int rill_context_end(struct rill_context *c);

/* Cancel it, from any task. Twice is once.
 *   returns  0; -ESRCH: it has not begun, or has ended (of a c that is still there). */
int rill_context_cancel(struct rill_context *c);

/* Is the calling task cancelled, and why?
 *   returns  0; -ECANCELED; -ETIMEDOUT: by a deadline. What came first counts. */
int rill_context_error(void);

/* The deadline of the context that the caller is in; RILL_FOREVER: none. */
uint64_t rill_context_deadline(void);

/* Let rill_context_get(key) be value, in the innermost context, which the caller
 * has begun (else: panic). v must stay until that ends. */
void rill_context_set(struct rill_value *v, const void *key, void *value);

/* What was set for the key last, in the innermost context in which it was set at
 * all. Looks at each value on the way.
 *   returns  NULL: nowhere. */
void *rill_context_get(const void *key);

/* Would a call that had to wait now answer -ECANCELED? For loops that compute and
 * never wait; it looks at the clock, too, so a deadline is seen as soon as it has
 * come, whatever hart it was set on and whatever that does. */
bool rill_canceled(void);

/* While masked, the calling task waits, and is answered, as if it were not cancelled.
 *   returns  what was: hand it back in the end. */
bool rill_cancel_mask(bool masked);

/* Cancel one task, whatever context it is in, until it ends. Those that it starts
 * are not.
 *   returns  0; -ESRCH: it has ended. Never spawned: panic. */
int rill_job_cancel(struct rill_job *job);

RILL_C_END

#endif
