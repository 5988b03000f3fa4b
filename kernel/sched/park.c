/* kernel/sched/park.c -- the calls that park for others: to yield, to wait in line, to
 * wait for nothing but the time. See park.h. */
#include <errno.h>
#include <limits.h>
#include <rill/task.h>
#include "park.h"
#include "yield.h"

void rill_yield_parks(void);
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns);
int rill_sleep_until_parks(void *unused1, void *unused2, uint64_t deadline_ns);

__attribute__((noinline)) static void yield_slowly(void)
{
    rill_sched_attend(false, NULL);
    rill_yield_away(rill_hart_self());
    rill_sched_came();
}

/* Alone it goes on at once. */
void rill_yield_parks(void)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(RILL_SENTENCE("rill_yield"));
    if (rill_sched_trouble(h)) {
        yield_slowly();
        return;
    }
    rill_yield_away(h);
}

/* With the lock held. 0: sleep. Else the lock is dropped, and that is the answer. */
PARK_INLINE int may_sleep(struct rill_hart *h, struct rill_lock *held)
{
    int r = 0;

    if (!RILL_SWITCH_NOTES)
        rill_park_because("sleep", NULL);
    if (rill_sched_trouble(h)) {
        rill_park_because("sleep", NULL);
        r = rill_sched_attend(true, held);
        if (r == RILL_AGAIN)
            r = rill_sched_attended(true);
        if (r)
            rill_lock_drop(held);
    }
    return r;
}

/* Ticks and not ns are added up. It comes to no earlier a time: if n ns take k
 * ticks at least, then k ticks from now the clock says n ns more at least.
 * What a sleeper waits under is its wheel's lock. */
int rill_sleep_parks(void *unused1, void *unused2, uint64_t ns)
{
    struct rill_alarm alarm;
    struct rill_lock *held;
    struct rill_hart *h;
    int r;

    (void)unused1, (void)unused2;
    if (__builtin_expect(ns > LONG_MAX, 0))
        return rill_sleep_until_parks(NULL, NULL, rill_after_ns(ns));
    h = rill_sched_begin(RILL_SENTENCE("rill_sleep_ns")); /* may switch harts */
    held = rill_wheel_lock(rill_wheel_mine());
    rill_lock_take(held);
    r = may_sleep(h, held);
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
    struct rill_hart *h =
        rill_sched_begin(RILL_SENTENCE("rill_sleep_until_ns"));
    struct rill_lock *held = rill_wheel_lock(rill_wheel_mine());
    int r;

    (void)unused1, (void)unused2;
    RILL_NEEDS(rill_alarm_start);
    rill_lock_take(held);
    r = may_sleep(h, held);
    rill_park_because("sleep", NULL);
    return r ? r : rill_park_asleep(held, deadline_ns);
}

/* What for has been said. RILL_AGAIN: not waited, and the lock is held. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    struct rill_lock *held = rill_waitq_lock(queue);
    int r = -ETIMEDOUT;

    if (deadline_ns != RILL_POLL)
        r = rill_sched_trouble(rill_hart_self()) ? rill_sched_attend(true, held)
                                                 : 0;
    if (!r)
        return rill_park_in(rill_waitq_of(queue), held, slot, deadline_ns);
    if (r != RILL_AGAIN)
        rill_lock_drop(held);
    return r;
}

/* With the lock held, after RILL_AGAIN. */
int rill_waitq_again_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    struct rill_lock *held = rill_waitq_lock(queue);
    int r = rill_sched_attended(true);

    if (!r)
        return rill_park_in(rill_waitq_of(queue), held, slot, deadline_ns);
    rill_lock_drop(held);
    return r;
}

/* Both of these for ever, by a task in trouble (rill_sched_trouble); apart, so that programs
 * without deadlines are linked without those above. looked: it is after RILL_AGAIN. */
__attribute__((cold)) int rill_waitq_ever_parks(void *queue, void *slot,
                                                bool looked)
{
    struct rill_lock *held = rill_waitq_lock(queue);
    int r = looked ? rill_sched_attended(true) : rill_sched_attend(true, held);

    if (!r)
        return rill_park_in(rill_waitq_of(queue), held, slot, RILL_FOREVER);
    if (r != RILL_AGAIN)
        rill_lock_drop(held);
    return r;
}
