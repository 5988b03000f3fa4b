/* kernel/semaphore.c -- semaphores.
 *
 * Invariants, true whenever its lock is free: count >= -1; somebody
 * waits => count is -1. So a count above 0 is all that need be looked at to take
 * one, and one of 0 or more to give one (rill/sync.h). It may be -1 when all who
 * waited have given up: then it means 0.
 *
 * A put with somebody in line does not touch the count: the unit goes to the first
 * by waking it, and no newcomer sees it.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

int rill_sem_get_slowly(struct rill_sem *s, uint64_t deadline_ns)
{
    rill_sched_enter_to_wait(&s->waiters.lock, "rill_sem_get");
    if (s->count > 0) {
        s->count--;
        rill_lock_drop(&s->waiters.lock);
        return 0;
    }
    if (s->count < -1)
        rill_panic_holding(
            &s->waiters.lock,
            "rill_sem_get: the count is %d; start it with 0 or more",
            (int)s->count);
    s->count = -1;
    return rill_waitq_wait(&s->waiters, NULL, "get semaphore", s, deadline_ns);
}

void rill_sem_put_slowly(struct rill_sem *s)
{
    struct rill_served served = {};

    rill_sched_enter_at(&s->waiters.lock, "rill_sem_put");
    if (s->count == INT32_MAX)
        rill_panic_holding(
            &s->waiters.lock,
            "rill_sem_put: the count went over 2^31 - 1; put only what "
            "somebody will get");
    if (s->count >= 0)
        s->count++;
    else if (!rill_waitq_serve(&s->waiters, 0, &served))
        s->count = 1;
    rill_waitq_leave(&s->waiters, &served);
}
