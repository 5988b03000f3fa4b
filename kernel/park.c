/* kernel/park.c -- the calls that park for others: to yield, to wait in line, to
 * wait for nothing but the time. See park.h. */
#include <errno.h>
#include <limits.h>
#include <rill/task.h>
#include "park.h"

void rill_yield_parks(void);
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns);
int rill_sleep_until_parks(void *unused1, void *unused2, uint64_t deadline_ns);

__attribute__((noinline)) static void yield_slowly(void)
{
    while (rill_sched_attend(false) == RILL_AGAIN) {
    }
    rill_switch(rill_task_self()->next);
    rill_sched_leave();
}

/* Alone in the ring it switches to itself. */
void rill_yield_parks(void)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(RILL_SENTENCE("rill_yield"));
    rill_lock_take(&rill_sched_lock);
    if (rill_sched_trouble(h)) {
        yield_slowly();
        return;
    }
    rill_switch(rill_task_self()->next);
    rill_sched_leave();
}

/* With the lock held. 0: park. Else the lock is dropped, and that is the answer. */
PARK_INLINE int may_park(struct rill_hart *h)
{
    while (rill_sched_trouble(h)) {
        int r = rill_sched_attend(true);

        if (!r)
            break;
        if (r != RILL_AGAIN) {
            rill_sched_leave();
            return r;
        }
        h = rill_hart_self();
    }
    return 0;
}

/* Ticks and not ns are added up. It comes to no earlier a time: if n ns take k
 * ticks at least, then k ticks from now the clock says n ns more at least. */
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns)
{
    struct rill_alarm alarm;
    struct rill_hart *h;
    struct rill_task *to;
    int r;

    (void)unused1, (void)unused2;
    if (__builtin_expect(ns > LONG_MAX, 0))
        return rill_sleep_until_parks(NULL, NULL, rill_after_ns(ns));
    h = rill_sched_enter("rill_sleep_ns");
    rill_park_because("sleep", NULL);
    r = may_park(h);
    if (r)
        return r;
    alarm.task = rill_task_self();
    rill_alarm_start_ticks(&alarm, rill_clock_ticks() + rill_ticks_of_ns(ns));
    to = rill_ring_leave();
    rill_task_self()->waiter = NULL;
    rill_task_self()->wake_result = RILL_PARKED;
    rill_switch(to);
    rill_alarm_stop(&alarm);
    rill_sched_leave();
    return rill_task_self()->wake_result;
}

int rill_sleep_until_parks(void *unused1, void *unused2, uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_sleep_until_ns");
    int r;

    (void)unused1, (void)unused2;
    RILL_NEEDS(rill_alarm_start);
    rill_park_because("sleep", NULL);
    r = may_park(h);
    return r ? r : rill_park(NULL, deadline_ns);
}

/* What for has been said. RILL_AGAIN: not waited, and the lock is held. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    int r = -ETIMEDOUT;

    if (deadline_ns != RILL_POLL)
        r = rill_sched_trouble(rill_hart_self()) ? rill_sched_attend(true) : 0;
    if (!r)
        return rill_park_in(queue, slot, deadline_ns);
    if (r != RILL_AGAIN)
        rill_sched_leave();
    return r;
}

/* The same for ever, by who is in trouble; apart, so that programs without
 * deadlines are linked without the other. */
__attribute__((cold)) int rill_waitq_ever_parks(void *queue, void *slot)
{
    int r = rill_sched_attend(true);

    if (!r)
        return rill_park_in(queue, slot, RILL_FOREVER);
    if (r != RILL_AGAIN)
        rill_sched_leave();
    return r;
}
