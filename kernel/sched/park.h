/* kernel/sched/park.h -- waiting itself, for the files with functions that end in _parks.
 *
 * Those are compiled as port/call.h says: they may lose s1-s11. So what is here
 * is inlined into the call that parks, and a switch saves pc and sp.
 *
 * No wake-up is lost. A task queues itself where its waker looks, and leaves,
 * under one lock; the lock is held across the switch and dropped by it, when the task
 * is kept (port/switch.h). So nobody sees a task that is queued but not yet saved.
 */
#ifndef KERNEL_PARK_H
#define KERNEL_PARK_H

#include <rill/time.h>
#include <port/switch.h>
#include "timer.h"
#include "wait.h"

/* Say what for, where the place does not. Reports and hooks read it. */
PARK_INLINE void rill_park_because(const char *reason, const void *object)
{
    rill_task_self()->waits_for = reason;
    rill_task_self()->waits_on = object;
}

/* The running task's alarm, for a wait with a deadline; and stopped again when the task has been
 * woken. In sched.c. */
void rill_park_set_alarm(struct rill_alarm *alarm, uint64_t deadline_ns);
void rill_park_stop_alarm(struct rill_alarm *alarm);

/* Marked as parked: give the hart away. Returns with the lock dropped. */
PARK_INLINE int rill_park_marked(struct rill_waiter *w, struct rill_lock *held,
                                 uint64_t deadline_ns)
{
    if (deadline_ns == RILL_FOREVER) {
        rill_switch(rill_park_next(w), held);
    } else {
        struct rill_alarm alarm;

        rill_park_set_alarm(&alarm, deadline_ns);
        rill_switch(rill_park_next(w), held);
        rill_park_stop_alarm(&alarm);
    }
    rill_sched_came();
    return rill_task_self()->wake_result;
}

/* Park, with the lock `held` held, everything where a waker looks, and the reason said. */
PARK_INLINE int rill_park(struct rill_waiter *w, struct rill_lock *held,
                          uint64_t deadline_ns)
{
    if (rill_park_mark(w, held))
        return rill_park_give_up(w, held);
    return rill_park_marked(w, held, deadline_ns);
}

/* By the sleeper, when it was woken. If its alarm woke it, the alarm is out: the waker took
 * it out, then claimed the sleeper, and holds on to nothing of the sleeper's. */
PARK_INLINE void rill_park_slept(struct rill_alarm *a)
{
    if (!RILL_LOCKS || rill_task_self()->wake_result)
        rill_alarm_stop(a);
}

/* In no queue: until a time, with the wheel's lock, the hart's own; or until
 * cancelled. */
PARK_INLINE int rill_park_asleep(struct rill_lock *held, uint64_t deadline_ns)
{
    struct rill_alarm alarm;

    if (rill_park_mark(NULL, held))
        return rill_park_give_up(NULL, held);
    if (deadline_ns == RILL_FOREVER) {
        rill_switch(rill_park_next(NULL), held);
    } else {
        alarm.task = rill_task_self();
        rill_alarms_start(&alarm, deadline_ns);
        rill_switch(rill_park_next(NULL), held);
        rill_park_slept(&alarm);
    }
    rill_sched_came();
    return rill_task_self()->wake_result;
}

PARK_INLINE int rill_park_armless(uint64_t deadline_ns)
{
    struct rill_lock *held = &rill_wheel_mine()->lock;

    rill_lock_take(held);
    return rill_park_asleep(held, deadline_ns);
}

/* May the task park? With the lock of what it waits for, and once more with `looked` after
 * RILL_AGAIN.
 *   returns  0: now. RILL_AGAIN: others have run, and the lock was dropped meanwhile: look anew
 *   at what you wait for. -ECANCELED. The lock is held in any case. */
PARK_INLINE int rill_park_may(struct rill_lock *held, const char *reason,
                              const void *object, bool looked)
{
    if (!RILL_SWITCH_NOTES)
        rill_park_because(reason, object);
    if (looked)
        return rill_sched_attended(true);
    if (!rill_sched_trouble(rill_hart_self()))
        return 0;
    rill_park_because(reason, object); /* hooks ask before it has parked */
    return rill_sched_attend(true, held);
}

/* The record of a task that waits in one queue: the last in line. */
PARK_INLINE void rill_park_queue(struct rill_waitq *q, struct rill_single *s,
                                 void *slot)
{
    s->task = rill_task_self();
    s->slot = slot;
    s->waiter.all = NULL;
    rill_waitq_add(q, &s->waiter);
}

/* Wait in line, with the lock held, when rill_park_may has said 0. The reason is a literal; the
 * queue lies `back` bytes into what is waited for.
 *   returns  what the server woke the task with, -ETIMEDOUT, -ECANCELED; the lock is dropped. */
PARK_INLINE int rill_park_in(struct rill_waitq *q, struct rill_lock *held,
                             void *slot, uint64_t deadline_ns,
                             const char *reason, uintptr_t back)
{
    struct rill_single s;

    rill_park_queue(q, &s, slot);
    if (rill_park_mark(&s.waiter, held))
        return rill_park_give_up(&s.waiter, held);
    if (deadline_ns == RILL_FOREVER) {
        rill_switch_parked(rill_park_next(&s.waiter), held, reason, back);
    } else {
        struct rill_alarm alarm;

        rill_park_set_alarm(&alarm, deadline_ns);
        rill_switch_parked(rill_park_next(&s.waiter), held, reason, back);
        rill_park_stop_alarm(&alarm);
    }
    rill_sched_came();
    return rill_task_self()->wake_result;
}

/* Of park.c, for kernel/sched/wait.c: wait in line for a reason that was said. The first may
 * answer RILL_AGAIN, as rill_park_may; the second is for after that. */
int rill_waitq_wait_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_looked_parks(void *queue, void *slot, uint64_t deadline_ns);

#endif
