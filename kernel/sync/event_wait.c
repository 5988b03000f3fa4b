/* kernel/sync/event_wait.c -- waiting for an event: event.h.
 *
 * If all tasks are asleep while one waits for an event with by_trap, that is no deadlock:
 * rill_trap_awaited counts such tasks.
 */
#include <errno.h>
#include <stddef.h>
#include "event.h"
#include "park.h"

int rill_event_wait_parks(void *event, void *taker, uint64_t deadline_ns);

/* The task is counted before it waits, so that no hart that looks for a deadlock misses it. */
PARK_INLINE int wait(struct rill_event *e, void *taker, uint64_t deadline_ns,
                     bool looked)
{
    struct rill_lock *held = &e->waiters.lock;
    bool by_trap = e->by_trap;
    int r = rill_park_may(held, "wait for event", e, looked);

    if (r) {
        if (r != RILL_AGAIN)
            rill_lock_drop(held);
        return r;
    }
    if (by_trap)
        rill_add(&rill_trap_awaited, 1);
    r = rill_park_in(&e->waiters, held, taker, deadline_ns, "wait for event",
                     offsetof(struct rill_event, waiters));
    if (by_trap)
        rill_add(&rill_trap_awaited, -1u);
    return r;
}

/* The tasks that the trap's event has served are woken before we drop the lock: such a task may run
 * at once, and if it wants the event it waits for us. What is due when we are about to wait may be
 * a notice that the event has happened: so we look again. */
int rill_event_wait_parks(void *event, void *taker, uint64_t deadline_ns)
{
    struct rill_event *e = event;
    struct rill_served served = {};
    bool canceled;
    int r;

    rill_sched_begin_to_wait(taker ? "rill_event_take" : "rill_event_wait",
                             deadline_ns, &canceled);
    if (canceled)
        return -ECANCELED;
    rill_event_lock(e, &served);
    rill_served_wake(&served);
    r = RILL_AGAIN;
    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (e->happened) {
            e->happened = !taker;
            rill_lock_drop(&e->waiters.lock);
            return 0;
        }
        if (deadline_ns == RILL_POLL) {
            rill_lock_drop(&e->waiters.lock);
            return -ETIMEDOUT;
        }
        r = wait(e, taker, deadline_ns, looked);
    }
    return r;
}
