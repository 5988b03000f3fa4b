/* kernel/park.h -- waiting itself, for the files whose functions end in _parks.
 *
 * Those are compiled as port/call.h says: they may lose s1-s11. So what is here
 * is inlined into the call that parks, and a switch saves pc and sp.
 *
 * No wake-up is lost. A task queues itself where its waker looks, and leaves,
 * under one lock; the lock is held across the switch and dropped by whoever
 * comes out of it. So nobody sees a task that is queued but not yet saved.
 * (Refused: dropping the lock before the switch. Another hart could then run the
 * task on a stack that this one still stands on; two RTOSes had that bug.)
 */
#ifndef KERNEL_PARK_H
#define KERNEL_PARK_H

#include <rill/time.h>
#include <port/switch.h>
#include "timer.h"
#include "wait.h"

/* Give the hart away. With the lock held, and everything where a waker looks; w
 * is one of the task's waiters, or NULL. Returns with the lock dropped. */
PARK_INLINE int rill_park(struct rill_waiter *w, uint64_t deadline_ns)
{
    struct rill_task *to = rill_ring_leave();

    rill_task_self()->waiter = w; /* it lies where the ring's link was */
    rill_task_self()->wake_result = RILL_PARKED;
    if (__builtin_expect(deadline_ns == RILL_FOREVER, 1)) {
        rill_switch(to);
    } else {
        struct rill_alarm alarm;

        alarm.task = rill_task_self();
        rill_alarms_start(&alarm, deadline_ns);
        rill_switch(to);
        rill_alarm_stop(&alarm);
    }
    rill_sched_leave();
    return rill_task_self()->wake_result;
}

/* The same in a queue, with one waiter. */
PARK_INLINE int rill_park_in(struct rill_waitq *q, void *slot,
                             uint64_t deadline_ns)
{
    struct rill_single s;

    s.task = rill_task_self();
    s.slot = slot;
    s.waiter.all = NULL;
    rill_waitq_add(q, &s.waiter);
    return rill_park(&s.waiter, deadline_ns);
}

/* Say what for. Reports and hooks read it. */
PARK_INLINE void rill_park_because(const char *reason, const void *object)
{
    rill_task_self()->waits_for = reason;
    rill_task_self()->waits_on = object;
}

/* Of park.c, for the other files of its kind. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_ever_parks(void *queue, void *slot);

#endif
