/* kernel/semaphore.c -- semaphores.
 *
 * Invariant, true whenever the scheduler's lock is free: somebody waits (and was
 * not woken) => count == 0. A put with somebody in line does not touch the
 * count: the unit goes to the first by waking it, and no newcomer sees it.
 *
 * The rare half of each call is a function of its own, so that the other half
 * needs no stack frame.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

int rill_sem_get(struct rill_sem *s, uint64_t deadline_ns)
{
    rill_sched_enter("rill_sem_get");
    if (!s->count)
        return rill_waitq_wait(&s->waiters, NULL, "get semaphore", s,
                               deadline_ns);
    s->count--;
    rill_sched_leave();
    return 0;
}

__attribute__((noinline)) static void put_rarely(struct rill_sem *s)
{
    if (!rill_waitq_serve(&s->waiters, 0) && !++s->count)
        rill_panic("rill_sem_put: the count went over 2^32 - 1; put only what "
                   "somebody will get");
    rill_sched_leave();
}

void rill_sem_put(struct rill_sem *s)
{
    rill_sched_enter("rill_sem_put");
    if (__builtin_expect(s->waiters.head || s->count == UINT32_MAX, 0)) {
        put_rarely(s);
        return;
    }
    s->count++;
    rill_sched_leave();
}
