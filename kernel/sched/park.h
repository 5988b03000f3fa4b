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

/* Marked as parked: give the hart away. Returns with the lock dropped. */
PARK_INLINE int rill_park_marked(struct rill_waiter *w, struct rill_lock *held,
                                 uint64_t deadline_ns)
{
    if (deadline_ns == RILL_FOREVER) {
        rill_switch(rill_park_next(w), held);
    } else {
        struct rill_lock *wheel = rill_wheel_lock(rill_wheel_mine());
        struct rill_alarm alarm;

        alarm.task = rill_task_self();
        rill_lock_take(wheel);
        rill_alarms_start(&alarm, deadline_ns);
        rill_lock_drop(wheel);
        rill_switch(rill_park_next(w), held);
        rill_alarm_stop(&alarm);
    }
    rill_sched_came();
    return rill_task_self()->wake_result;
}

/* The same with the lock `held` held, everything where a waker looks, and the reason
 * said. */
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
    struct rill_lock *held = rill_wheel_lock(rill_wheel_mine());

    rill_lock_take(held);
    return rill_park_asleep(held, deadline_ns);
}

PARK_INLINE void rill_park_queue(struct rill_waitq *q, struct rill_single *s,
                                 struct rill_task *self, void *slot)
{
    s->task = self;
    s->slot = slot;
    s->waiter.all = NULL;
    rill_waitq_add(q, &s->waiter);
}

/* The same two in a queue, with one waiter. */
PARK_INLINE int rill_park_in(struct rill_waitq *q, struct rill_lock *held,
                             void *slot, uint64_t deadline_ns)
{
    struct rill_single s;

    rill_park_queue(q, &s, rill_task_self(), slot);
    return rill_park(&s.waiter, held, deadline_ns);
}

/* For ever, for a reason that is known here; the queue lies `back` bytes into what is
 * waited for. The empty asm: left alone, gcc works out both for each use. */
PARK_INLINE int rill_park_ever_in(struct rill_waitq *q, struct rill_lock *held,
                                  void *slot, const char *reason,
                                  uintptr_t back)
{
    struct rill_single on_stack, *s = &on_stack;
    struct rill_task *self = rill_task_self();

    if (RILL_MANY)
        __asm__("" : "+r"(s), "+r"(self));
    rill_park_queue(q, s, self, slot);
    if (!RILL_SWITCH_NOTES)
        rill_park_because(reason, (char *)q - back);
    if (rill_park_mark_self(self, &s->waiter, held))
        return rill_park_give_up(&s->waiter, held);
    rill_switch_parked(rill_park_next(&s->waiter), held, reason, back);
    return rill_task_self()->wake_result;
}

/* Of park.c, for the other files of its kind. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_again_parks(void *queue, void *slot, uint64_t deadline_ns);
int rill_waitq_ever_parks(void *queue, void *slot, bool looked);

#endif
