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
    rill_sched_attend(false);
    RILL_COUNT(rill_sched_switches);
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
    RILL_COUNT(rill_sched_switches);
    rill_switch(rill_task_self()->next);
    rill_sched_leave();
}

/* With the lock held. 0: sleep. Else the lock is dropped, and that is the answer. */
PARK_INLINE int may_sleep(struct rill_hart *h)
{
    int r = 0;

    if (!RILL_SWITCH_NOTES)
        rill_park_because("sleep", NULL);
    if (rill_sched_trouble(h)) {
        rill_park_because("sleep", NULL);
        r = rill_sched_attend(true);
        if (r == RILL_AGAIN)
            r = rill_sched_attended(true);
        if (r)
            rill_sched_leave();
    }
    return r;
}

/* Ticks and not ns are added up. It comes to no earlier a time: if n ns take k
 * ticks at least, then k ticks from now the clock says n ns more at least. */
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns)
{
    struct rill_alarm alarm;
    struct rill_hart *h;
    int r;

    (void)unused1, (void)unused2;
    if (__builtin_expect(ns > LONG_MAX, 0))
        return rill_sleep_until_parks(NULL, NULL, rill_after_ns(ns));
    h = rill_sched_enter("rill_sleep_ns");
    r = may_sleep(h);
    if (r)
        return r;
    alarm.task = rill_task_self();
    rill_alarm_start_ticks(&alarm, rill_clock_ticks() + rill_ticks_of_ns(ns));
    rill_switch_parked(rill_park_leave(NULL), "sleep", 0);
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
    r = may_sleep(h);
    rill_park_because("sleep", NULL);
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

/* With the lock held, after RILL_AGAIN. */
int rill_waitq_again_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    int r = rill_sched_attended(true);

    if (!r)
        return rill_park_in(queue, slot, deadline_ns);
    rill_sched_leave();
    return r;
}

/* Both for ever, by who is in trouble; apart, so that programs without deadlines are
 * linked without those above. looked: it is after RILL_AGAIN. */
__attribute__((cold)) int rill_waitq_ever_parks(void *queue, void *slot,
                                                bool looked)
{
    int r = looked ? rill_sched_attended(true) : rill_sched_attend(true);

    if (!r)
        return rill_park_in(queue, slot, RILL_FOREVER);
    if (r != RILL_AGAIN)
        rill_sched_leave();
    return r;
}
