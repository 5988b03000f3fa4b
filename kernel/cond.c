/* kernel/cond.c -- condition variables.
 *
 * No signal is lost: the mutex is handed over and the caller queued under one
 * hold of the scheduler's lock, which is dropped only behind the switch away. So
 * whoever gets the mutex next, and changes what is waited for, finds the waiter.
 *
 * A waiter's slot is its mutex, to find two that wait with different ones.
 *
 * Refused: to move the signalled straight into the mutex's line. It saves a
 * switch if the signaller holds the mutex, but then a deadline that comes there
 * would have to say "signalled" and "timed out" at once.
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include <rill/time.h>
#include "owner.h"
#include "wait.h"

static void check_mutex(const struct rill_cond *c, const struct rill_mutex *m)
{
    if (!rill_owner_is(&m->owner, rill_task_self()))
        rill_panic("rill_cond_wait: task \"%s\" does not hold the mutex; lock "
                   "it, look, and only then wait",
                   rill_task_name(rill_task_self()));
    if (c->waiters.head && RILL_SINGLE(c->waiters.head)->slot != m)
        rill_panic("rill_cond_wait: task \"%s\" waits with another mutex; one "
                   "condition, one mutex",
                   rill_task_name(RILL_SINGLE(c->waiters.head)->task));
}

int rill_cond_wait(struct rill_cond *c, struct rill_mutex *m,
                   uint64_t deadline_ns)
{
    int r;

    rill_sched_enter("rill_cond_wait");
    check_mutex(c, m);
    if (deadline_ns == RILL_POLL) { /* nothing to wait for: keep the mutex */
        rill_sched_leave();
        return -ETIMEDOUT;
    }
    rill_mutex_hand_over(m);
    r = rill_waitq_wait(&c->waiters, m, "wait for condition", c, deadline_ns);
    rill_mutex_lock_surely(m);
    return r;
}

void rill_cond_signal(struct rill_cond *c)
{
    rill_sched_enter("rill_cond_signal");
    rill_waitq_serve(&c->waiters, 0);
    rill_sched_leave();
}

void rill_cond_broadcast(struct rill_cond *c)
{
    rill_sched_enter("rill_cond_broadcast");
    while (rill_waitq_serve(&c->waiters, 0)) {
    }
    rill_sched_leave();
}
