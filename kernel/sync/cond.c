/* kernel/sync/cond.c -- condition variables.
 *
 * No signal is lost: the waiter takes the condition's lock first, then gives the mutex away, and
 * only its switch away drops the condition's lock. So the next task that gets the mutex, and
 * changes what the waiter waits for, finds the waiter. The mutex's lock is taken inside the
 * condition's, and nowhere the other way round.
 *
 * A waiter's slot points to its mutex, by which check_mutex finds two waiters with different
 * mutexes.
 *
 * We refused to move a signalled task straight into the mutex's line. That would save a switch if
 * the signaller holds the mutex, but then a deadline that comes there would have to say "signalled"
 * and "timed out" at once.
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include <rill/time.h>
#include "owner.h"
#include "wait.h"

static void check_mutex(struct rill_cond *c, const struct rill_mutex *m)
{
    if (!rill_owner_is(&m->owner, rill_task_self()))
        rill_panic_holding(
            &c->waiters.lock,
            "rill_cond_wait: task \"%s\" does not hold the mutex; lock "
            "it, look, and only then wait",
            rill_task_name(rill_task_self()));
    if (c->waiters.head && RILL_SINGLE(c->waiters.head)->slot != m)
        rill_panic_holding(
            &c->waiters.lock,
            "rill_cond_wait: task \"%s\" waits with another mutex; one "
            "condition, one mutex",
            rill_task_name(RILL_SINGLE(c->waiters.head)->task));
}

int rill_cond_wait(struct rill_cond *c, struct rill_mutex *m,
                   uint64_t deadline_ns)
{
    struct rill_served served = {};
    int r;

    rill_sched_enter_to_wait(&c->waiters.lock, "rill_cond_wait",
                             RILL_POLL); /* the wait tells of a cancel */
    check_mutex(c, m);
    if (deadline_ns == RILL_POLL) { /* it may not wait: keep the mutex */
        rill_lock_drop(&c->waiters.lock);
        return -ETIMEDOUT;
    }
    rill_lock_take(&m->waiters.lock);
    rill_mutex_hand_over(m, &served);
    rill_waitq_leave(&m->waiters, &served);
    r = rill_waitq_wait(&c->waiters, m, "wait for condition", c, deadline_ns);
    rill_mutex_lock_surely(m);
    return r;
}

void rill_cond_signal(struct rill_cond *c)
{
    struct rill_served served = {};

    rill_sched_enter_at(&c->waiters.lock, "rill_cond_signal");
    rill_waitq_serve(&c->waiters, 0, &served);
    rill_waitq_leave(&c->waiters, &served);
}

void rill_cond_broadcast(struct rill_cond *c)
{
    struct rill_served served = {};

    rill_sched_enter_at(&c->waiters.lock, "rill_cond_broadcast");
    rill_waitq_serve_all(&c->waiters, 0, &served);
    rill_waitq_leave(&c->waiters, &served);
}
