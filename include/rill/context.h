/* rill/context.h -- cancellation: of tasks, together or one by one, by a call or by a
 * deadline; and values that tasks inherit.
 *
 *     struct rill_context c;
 *
 *     rill_context_begin(&c, rill_after_ns(RILL_S));
 *     ...                        for this task and all that it starts from here
 *     why = rill_context_end(&c);
 *
 * A task runs in a context, or in none as the first task does. The task that starts it hands
 * its own context down. A task may begin further contexts, each nested in the one before. The
 * task that began a context ends it, the newest first.
 *
 * A context is cancelled by rill_context_cancel, by its deadline, or with the context that it
 * is nested in. Then all tasks in it are cancelled, and tasks that are started in it later,
 * until they leave it. In a cancelled task every call that would have to wait answers
 * -ECANCELED: the call that waits now, and each later call. The task is then in no queue. A
 * task that was served before it was cancelled keeps what it was given.
 *
 * A call that need not wait mostly does its work, so that a task that ends can tidy up. But of
 * RILL_CANCEL_CALLS such calls in a row, of any kinds, at least one answers -ECANCELED and has
 * done nothing else. So a task that never has to wait hears of its cancellation, too. That
 * holds for each call that can answer -ECANCELED, also with a free mutex or a closed channel.
 * It counts from the cancellation; or from the deadline, even if no hart has looked at an
 * alarm since. A select takes the cancellation as one more arm: when n arms are ready, it
 * answers -ECANCELED once in n + 1 times or oftener.
 * A call with RILL_POLL never waits and never answers -ECANCELED. rill_yield yields. A write
 * to the console is done.
 *
 *     read, getchar, sleep of libc   fail with errno ECANCELED
 *     rill_cond_wait                 answers with the mutex locked again
 *     rill_group_wait                cancels its group, and waits (rill/group.h)
 *     malloc and the like            are not cancelled
 *
 * Clean-up that must wait, or must do all its work, uses rill_cancel_mask. Deferred calls
 * (rill/defer.h) run in a cancelled task as in any other: a cancellation by itself ends no
 * function.
 *
 * Memory:  the caller owns contexts and values, mostly on its stack. Nothing is allocated. A
 *          context that has ended may be used again. It may end only when no other task is
 *          in it or in a context nested in it: panic. So a context outlives the tasks that
 *          point to it. Wait for these tasks before (a group does).
 *          When a panic or rill_task_exit leaves a context behind, Rill ends it: the other
 *          tasks in it are cancelled for good, and go on in the outer context. When a
 *          return leaves it behind, the next call that looks at it panics.
 * Callers: tasks, on any hart. A call from a trap handler panics. No call blocks.
 * Time:    deadline_ns is absolute, in ns since boot; RILL_FOREVER: no deadline. Rill sees
 *          that a deadline has come where tasks switch, in rill_canceled, and in one of
 *          RILL_CANCEL_CALLS calls that may wait.
 * Costs:   rill_context_cancel and rill_context_end look at every task there is. While a
 *          context is cancelled, or has a deadline, and has not ended, a spawn takes longer.
 *          In a task that is cancelled, or in a context with a deadline, each call that may
 *          wait takes some 20 instructions more.
 */
#ifndef RILL_CONTEXT_H
#define RILL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <rill/task.h>
#include <rill/timer.h>

RILL_C_BEGIN

/* In a cancelled task, of so many calls in a row that need not wait at least one answers
 * -ECANCELED. A power of two. */
#define RILL_CANCEL_CALLS 32

/* A value, for rill_context_set. */
struct rill_value { /* all members are Rill's own */
    const void *key;
    void *value;
    struct rill_value *older;
};

struct rill_context { /* all members are Rill's own */
    struct rill_alarm alarm;
    void (*fire)(struct rill_timer *t, uint64_t now_ticks);
    struct rill_context *outer;
    struct rill_value *values;
    uintptr_t seal;
    uint64_t deadline_ns;
    uint32_t owner;
    int why;
    bool group;
};

/* Begin a context: from here on the calling task is in c, and so is every task that it starts.
 * When deadline_ns is later than the outer context's deadline, the outer one counts. A
 * deadline that has passed cancels c at once.
 * Misuse: c has begun and not ended: panic. */
void rill_context_begin(struct rill_context *c, uint64_t deadline_ns);

/* End a context: the caller is in the outer context again. It is then cancelled only if the
 * outer context is, or the task itself (rill_job_cancel).
 *   returns  0; or why c was cancelled first: -ECANCELED by a call, -ETIMEDOUT by a deadline.
 * Misuse: c is not the newest context that the caller has begun, or other tasks are in c:
 * panic. */
int rill_context_end(struct rill_context *c);

/* Cancel a context, from any task. A second call changes nothing.
 *   returns  0; -ESRCH: c has not begun, or has ended. Its memory must still be there. */
int rill_context_cancel(struct rill_context *c);

/* Whether the calling task is cancelled, and why.
 *   returns  0: it is not; -ECANCELED: by a call; -ETIMEDOUT: by a deadline. The first of
 *            several reasons counts. */
int rill_context_error(void);

/* The deadline of the caller's context; RILL_FOREVER: there is none. */
uint64_t rill_context_deadline(void);

/* Set a value in the newest context: rill_context_get(key) finds `value` from now on, in the
 * caller and in tasks that it starts. A key is any address, such as that of a static
 * variable. v must stay until that context ends.
 * Misuse: the caller did not begin the context that it is in: panic. */
void rill_context_set(struct rill_value *v, const void *key, void *value);

/* The value that was set last for the key, in the innermost context that has one. The call
 * looks at each value on the way.
 *   returns  NULL: no context has one. */
void *rill_context_get(const void *key);

/* Would a call that had to wait now answer -ECANCELED? For loops that compute and never wait.
 * The call looks at the clock, too: so it sees a deadline as soon as the deadline has come,
 * on whatever hart it was set, and whatever that hart does. */
bool rill_canceled(void);

/* While masked, the calling task waits, and gets answers, as if it were not cancelled.
 *   returns  whether it was masked before: hand this back in the end. */
bool rill_cancel_mask(bool masked);

/* Cancel one task until it ends, whatever context it is in. Tasks that it starts are not
 * cancelled.
 *   returns  0; -ESRCH: the task has ended.
 * Misuse: the job was never spawned: panic. */
int rill_job_cancel(struct rill_job *job);

RILL_C_END

#endif
