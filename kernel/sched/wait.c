/* kernel/sched/wait.c -- waiting in line, for callers that use the ordinary calling convention; and
 * leaving the line without being served. */
#include <errno.h>
#include <stddef.h>
#include <rill/panic.h>
#include <rill/select.h>
#include "park.h"

int rill_waitq_wait_or_again(struct rill_waitq *q, void *slot,
                             const char *reason, const void *object,
                             uint64_t deadline_ns, bool looked)
{
    if (deadline_ns == RILL_POLL) {
        rill_lock_drop(&q->lock);
        return -ETIMEDOUT;
    }
    rill_park_because(reason, object);
    if (looked)
        return RILL_PARK_CALL(rill_waitq_looked_parks, q, slot, deadline_ns);
    return RILL_PARK_CALL(rill_waitq_wait_parks, q, slot, deadline_ns);
}

int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns)
{
    int r = rill_waitq_wait_or_again(q, slot, reason, object, deadline_ns,
                                     RILL_MANY); /* the caller has looked */

    if (r != RILL_AGAIN)
        return r;
    return rill_waitq_wait_or_again(q, slot, reason, object, deadline_ns, true);
}

/* Take one record of a claimed task off its queue. The queue's server may have taken the record off
 * already, and lost the claim. */
static void leave_one(struct rill_waiter *w, struct rill_lock *lock)
{
    rill_lock_take(lock);
    if (rill_waiter_is_in(w))
        rill_waitq_remove(w);
    rill_lock_drop(lock);
}

void rill_waiters_leave(const struct rill_waiters *all)
{
    struct rill_arm *arm = all->arms, *end = arm + all->n;

    for (; arm < end; arm++)
        if (rill_arm_may_be_in(all, arm))
            leave_one(&arm->private_waiter, &arm->ch->receivers.lock);
}

/* Is the queue that the task leaves still whole? The waiter is on the task's own stack; its
 * neighbours' words may have been overwritten. */
static bool links_are_whole(const struct rill_waiter *w)
{
    const struct rill_waiter *first = w->queue->head;

    return (first == w || w->prev->next == w) &&
           (w->next ? w->next->prev == w : first->prev == w);
}

/* Take a claimed task out of all its queues. In any case this holds for a moment the lock that the
 * task's last switch drops: after that the task may run on another hart. */
static void leave_queues(const struct rill_task *t, struct rill_waiter *w)
{
    struct rill_lock *lock = rill_park_lock(t);
    bool whole = true;

    if (w && w->all)
        rill_waiters_leave(w->all);
    rill_lock_take(lock);
    if (w && !w->all && rill_waiter_is_in(w)) {
        whole = links_are_whole(w);
        if (whole)
            rill_waitq_remove(w);
    }
    rill_lock_drop(lock);
    if (!whole)
        rill_panic("task \"%s\" waits (%s %p) where the memory was used for "
                   "something else; let it be until nobody waits",
                   rill_task_name(t), t->waits_for, t->waits_on);
}

void rill_sched_interrupt(struct rill_task *t, int result)
{
    struct rill_waiter *w =
        t->waiter; /* read first: on one hart a claim overwrites it */

    if (!rill_wake_try_claim(t, result))
        return;
    leave_queues(t, RILL_MANY ? t->waiter : w);
    rill_wake_claimed(rill_hart_of_many(), t);
}

void rill_sched_interrupt_claimed(struct rill_task *t)
{
    leave_queues(t, t->waiter);
    rill_wake_claimed(rill_hart_of_many(), t);
}

void rill_sched_cancel(struct rill_task *t, bool on)
{
    if (!on) {
        rill_task_flags_clear(t, RILL_TASK_CANCELED);
        t->guard = t->stack_low;
        rill_sched_raise_hurdle(t);
        return;
    }
    if (rill_sched_cancel_quietly(t))
        rill_sched_interrupt(t, -ECANCELED);
}

__attribute__((cold)) int rill_park_give_up(struct rill_waiter *w,
                                            struct rill_lock *held)
{
    rill_lock_drop(held);
    leave_queues(rill_task_self(), w);
    return -ECANCELED;
}

/* This is not in sched.c, because a test replaces rill_sched_not_in_trap by its own function, and
 * the linker does that only for calls from another file. */
void rill_call_begins(const char *call)
{
    rill_sched_begin(call);
}
