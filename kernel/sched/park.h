/* kernel/sched/park.h -- how a task parks, for the files with functions that end in _parks.
 *
 * Those files are compiled as port/call.h says: their functions may lose s1-s11. So the functions
 * here are inlined into the call that parks, and a switch saves pc and sp alone.
 *
 * No wake-up is lost. Under one lock a task puts itself where its waker looks, and leaves. It holds
 * the lock across the switch, and the switch drops it when the task is saved (port/switch.h). So no
 * waker sees a task that is in a queue but not yet saved.
 */
#ifndef KERNEL_PARK_H
#define KERNEL_PARK_H

#include <rill/time.h>
#include <port/switch.h>
#include "timer.h"
#include "wait.h"

/* Say what the task waits for, where the place of the park does not. Reports and hooks read it. */
PARK_INLINE void rill_park_because(const char *reason, const void *object)
{
    rill_task_self()->waits_for = reason;
    rill_task_self()->waits_on = object;
}

/* Start the running task's alarm, for a deadline; stop it when the task was woken. In sched.c. */
void rill_park_set_alarm(struct rill_alarm *alarm, uint64_t deadline_ns);
void rill_park_stop_alarm(struct rill_alarm *alarm);

/* The task is marked as parked: give the hart away. When this returns, the lock is dropped. */
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

/* Park. The caller has taken `held`, put its records where a waker looks, and said the reason. */
PARK_INLINE int rill_park(struct rill_waiter *w, struct rill_lock *held,
                          uint64_t deadline_ns)
{
    if (rill_park_mark(w, held))
        return rill_park_give_up(w, held);
    return rill_park_marked(w, held, deadline_ns);
}

/* The woken sleeper calls this. If its alarm woke it, the alarm is out of the wheel: the waker took
 * the alarm out, then claimed the sleeper, and touches nothing of the sleeper's after. */
PARK_INLINE void rill_park_slept(struct rill_alarm *a)
{
    if (!RILL_LOCKS || rill_task_self()->wake_result)
        rill_alarm_stop(a);
}

/* Park in no queue, until the deadline or a cancellation. With the lock of this hart's wheel
 * held. */
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

/* May the task park? The caller holds the lock of what it waits for. After RILL_AGAIN it calls once
 * more, with `looked`.
 *   returns  0: park now. RILL_AGAIN: other tasks have run while the lock was dropped, so the
 *   caller checks again whether it must wait. -ECANCELED. The lock is held in each case. */
PARK_INLINE int rill_park_may(struct rill_lock *held, const char *reason,
                              const void *object, bool looked)
{
    if (!RILL_SWITCH_NOTES)
        rill_park_because(reason, object);
    if (looked)
        return rill_sched_attended(true);
    if (!rill_sched_trouble(rill_hart_of_task()))
        return 0;
    rill_park_because(reason, object); /* hooks ask before the park */
    return rill_sched_attend(true, held);
}

/* Fill in the record of a task that waits in one queue, and put it last in line. */
PARK_INLINE void rill_park_queue(struct rill_waitq *q, struct rill_single *s,
                                 void *slot)
{
    s->task = rill_task_self();
    s->slot = slot;
    s->waiter.all = NULL;
    rill_waitq_add(q, &s->waiter);
}

/* rill_park with a deadline. In park.c and not inline, so that a task which waits for ever has no
 * alarm on its stack. */
int rill_park_until_parks(struct rill_waiter *w, struct rill_lock *held,
                          uint64_t deadline_ns);

/* Wait in line, with the lock held, when rill_park_may has said 0. The reason is a literal. The
 * queue lies `back` bytes into the object that the task waits for.
 *   returns  what the server woke the task with, -ETIMEDOUT, -ECANCELED; the lock is dropped. */
PARK_INLINE int rill_park_in(struct rill_waitq *q, struct rill_lock *held,
                             void *slot, uint64_t deadline_ns,
                             const char *reason, uintptr_t back)
{
    struct rill_single s;

    rill_park_queue(q, &s, slot);
    if (deadline_ns != RILL_FOREVER) {
        rill_park_because(reason, (char *)q - back);
        return rill_park_until_parks(&s.waiter, held, deadline_ns);
    }
    if (rill_park_mark(&s.waiter, held))
        return rill_park_give_up(&s.waiter, held);
    rill_switch_parked(rill_park_next(&s.waiter), held, reason, back);
    rill_sched_came();
    return rill_task_self()->wake_result;
}

/* In park.c, for kernel/sched/wait.c: wait in line, when the reason was said. _wait may answer
 * RILL_AGAIN as rill_park_may does; after that the caller calls _looked. */
int rill_waitq_wait_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_looked_parks(void *queue, void *slot, uint64_t deadline_ns);

#endif
