/* kernel/sched/park.c -- the calls that park for others: to yield, to wait in line, to wait for
 * nothing but a time. See park.h. */
#include <errno.h>
#include <limits.h>
#include <rill/task.h>
#include "park.h"

void rill_yield_parks(void);
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns);
int rill_sleep_until_parks(void *unused1, void *unused2, uint64_t deadline_ns);

/* A task that is ready alone goes on at once: on one hart by a switch to itself. */
PARK_INLINE void yield_away(struct rill_hart *h)
{
    struct rill_task *to = rill_yield_next(h);

    if (!RILL_MANY || to)
        rill_switch(to, rill_next_lock(h));
}

__attribute__((noinline)) static void yield_slowly(void)
{
    rill_sched_attend(false, NULL);
    yield_away(rill_hart_self());
    rill_sched_came();
}

void rill_yield_parks(void)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(RILL_SENTENCE("rill_yield"));
    if (rill_sched_trouble(h)) {
        yield_slowly();
        return;
    }
    yield_away(h);
}

/* With the lock held.   returns  0: the task may sleep, and the lock is held. Else the lock is
 * dropped, and the call returns this answer. */
PARK_INLINE int may_sleep(struct rill_lock *held)
{
    int r = rill_park_may(held, "sleep", NULL, false);

    if (r == RILL_AGAIN)
        r = rill_park_may(held, "sleep", NULL, true);
    if (r)
        rill_lock_drop(held);
    return r;
}

/* This adds ticks, not ns, and ends no earlier: if n ns take at least k ticks, then k ticks from
 * now the clock has gone on by at least n ns. A sleeper waits under its wheel's lock. */
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns)
{
    struct rill_alarm alarm;
    struct rill_lock *held;
    int r;

    (void)unused1, (void)unused2;
    if (__builtin_expect(ns > LONG_MAX, 0))
        return rill_sleep_until_parks(NULL, NULL, rill_after_ns(ns));
    rill_sched_begin(RILL_SENTENCE("rill_sleep_ns")); /* may switch harts */
    held = &rill_wheel_mine()->lock;
    rill_lock_take(held);
    r = may_sleep(held);
    if (r)
        return r;
    if (rill_park_mark(NULL, held))
        return rill_park_give_up(NULL, held);
    alarm.task = rill_task_self();
    rill_alarm_start_ticks(&alarm, rill_clock_ticks() + rill_ticks_of_ns(ns));
    rill_switch_parked(rill_park_next(NULL), held, "sleep", 0);
    rill_park_slept(&alarm);
    return rill_task_self()->wake_result;
}

int rill_sleep_until_parks(void *unused1, void *unused2, uint64_t deadline_ns)
{
    struct rill_lock *held;
    int r;

    (void)unused1, (void)unused2;
    rill_sched_begin(RILL_SENTENCE("rill_sleep_until_ns"));
    held = &rill_wheel_mine()->lock;
    RILL_NEEDS(rill_alarm_start);
    rill_lock_take(held);
    r = may_sleep(held);
    rill_park_because("sleep", NULL);
    return r ? r : rill_park_asleep(held, deadline_ns);
}

int rill_park_until_parks(struct rill_waiter *w, struct rill_lock *held,
                          uint64_t deadline_ns)
{
    return rill_park(w, held, deadline_ns);
}

PARK_INLINE int park_in_line(struct rill_waitq *q, void *slot,
                             uint64_t deadline_ns)
{
    struct rill_single s;

    rill_park_queue(q, &s, slot);
    return rill_park(&s.waiter, &q->lock, deadline_ns);
}

int rill_waitq_wait_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    struct rill_waitq *q = queue;
    int r = 0;

    if (rill_sched_trouble(rill_hart_of_task()))
        r = rill_sched_attend(true, &q->lock);
    if (!r)
        return park_in_line(q, slot, deadline_ns);
    if (r != RILL_AGAIN)
        rill_lock_drop(&q->lock);
    return r;
}

int rill_waitq_looked_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    struct rill_waitq *q = queue;
    int r = rill_sched_attended(true);

    if (!r)
        return park_in_line(q, slot, deadline_ns);
    rill_lock_drop(&q->lock);
    return r;
}
