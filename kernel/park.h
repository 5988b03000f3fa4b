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

/* Out of the ring, parked: whoever comes next. w is one of the task's waiters, or
 * NULL; it lies where the ring's link was. */
PARK_INLINE struct rill_task *rill_park_leave(struct rill_waiter *w)
{
    struct rill_task *to = rill_ring_leave();

    rill_task_self()->waiter = w;
    rill_task_self()->wake_result = RILL_PARKED;
    RILL_COUNT(rill_sched_switches);
    return to;
}

/* Say what for, where the place does not. Reports and hooks read it. */
PARK_INLINE void rill_park_because(const char *reason, const void *object)
{
    rill_task_self()->waits_for = reason;
    rill_task_self()->waits_on = object;
}

/* Give the hart away. With the lock held, everything where a waker looks, and the
 * reason said. Returns with the lock dropped. */
PARK_INLINE int rill_park(struct rill_waiter *w, uint64_t deadline_ns)
{
    if (deadline_ns == RILL_FOREVER) {
        rill_switch(rill_park_leave(w));
    } else {
        struct rill_alarm alarm;

        alarm.task = rill_task_self();
        rill_alarm_start(&alarm, deadline_ns);
        rill_switch(rill_park_leave(w));
        rill_alarm_stop(&alarm);
    }
    rill_sched_leave();
    return rill_task_self()->wake_result;
}

/* For ever, for a reason that is known here; the queue lies `back` bytes into what
 * is waited for. */
PARK_INLINE int rill_park_ever(struct rill_waiter *w, const char *reason,
                               uintptr_t back)
{
    if (!RILL_SWITCH_NOTES)
        rill_park_because(reason, (char *)w->queue - back);
    rill_switch_parked(rill_park_leave(w), reason, back);
    rill_sched_leave();
    return rill_task_self()->wake_result;
}

PARK_INLINE void rill_park_queue(struct rill_waitq *q, struct rill_single *s,
                                 void *slot)
{
    s->task = rill_task_self();
    s->slot = slot;
    s->waiter.all = NULL;
    rill_waitq_add(q, &s->waiter);
}

/* The same two in a queue, with one waiter. */
PARK_INLINE int rill_park_in(struct rill_waitq *q, void *slot,
                             uint64_t deadline_ns)
{
    struct rill_single s;

    rill_park_queue(q, &s, slot);
    return rill_park(&s.waiter, deadline_ns);
}

PARK_INLINE int rill_park_ever_in(struct rill_waitq *q, void *slot,
                                  const char *reason, uintptr_t back)
{
    struct rill_single s;

    rill_park_queue(q, &s, slot);
    return rill_park_ever(&s.waiter, reason, back);
}

/* Of park.c, for the other files of its kind. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_again_parks(void *queue, void *slot, uint64_t deadline_ns);

#endif
