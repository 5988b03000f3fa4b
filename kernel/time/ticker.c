/* kernel/time/ticker.c -- timers: ticks into a channel.
 *
 * A timer's channel has room for one tick and belongs to the timer. So a stop can take back a tick
 * that no task has received: in a channel of the caller's the tick would lie among other values. A
 * timer fires at a switch, or on an idle hart, and fires as a send with RILL_POLL would.
 *
 * The deadline of a periodic timer is kept in ns, and the next deadline is computed from it, not
 * from the time of firing and not from a rounded count of ticks: so no error adds up. Deadlines
 * that have passed are counted as missed, and the last of them is the tick that is sent.
 *
 * We refused
 *   - a function of the caller's, called as the timer fires, because it would run under the lock,
 *     on the stack of whichever task happens to switch, and must not block;
 *   - a task made as the timer fires (Go's AfterFunc), because no caller could be told of -ENOMEM.
 *     A program that wants one starts a task by rill_go with the timer, and the task receives the
 *     tick;
 *   - a flag that says whether the timer has fired, because a receive with RILL_POLL says so, or a
 *     stop;
 *   - a channel of the caller's, for the reason above.
 */
#include <string.h>
#include <rill/panic.h>
#include <rill/time.h>
#include "timer.h"
#include "wait.h"

_Static_assert(offsetof(struct rill_timer, private_alarm) == 0,
               "kernel/time/timer.c takes the one for the other");

static struct rill_lock *lock_of(struct rill_timer *t)
{
    return &t->ticks.receivers.lock;
}

/* With the channel's lock held. Returns false if the tick is lost because one is in the channel. */
static bool send_tick(struct rill_timer *t, uint64_t tick,
                      struct rill_served *served)
{
    void *to = NULL;

    if (t->ticks.receivers.head)
        to = rill_waitq_serve_any(&t->ticks.receivers, 0, served);
    if (to) {
        memcpy(to, &tick, sizeof(tick));
        return true;
    }
    if (t->ticks.len)
        return false;
    t->private_tick_ns = tick;
    t->ticks.len = 1;
    return true;
}

/* Starts a periodic timer's next alarm. Returns the deadline of the tick to send. */
static uint64_t again(struct rill_timer *t, uint64_t now_ticks)
{
    uint64_t due = t->private_due_ns, period = t->private_period_ns;
    uint64_t next = due + period, next_ticks = rill_ticks_of_any_ns(next);

    if (next > due && next_ticks <= now_ticks) {
        uint64_t passed = (rill_now_ns() - due) / period;

        t->missed += passed;
        due += passed * period;
        next = due + period;
        next_ticks = rill_ticks_of_any_ns(next);
    }
    t->private_due_ns = next;
    if (next > due && next != RILL_FOREVER) {
        struct rill_lock *wheel = &rill_wheel_mine()->lock;

        rill_lock_take(wheel);
        rill_alarm_start_ticks(&t->private_alarm, next_ticks);
        rill_lock_drop(wheel);
    }
    return due;
}

/* Called without the wheel's lock. No task stops or sets the timer meanwhile, nor may the timer's
 * memory go (kernel/sched/wheel.h). The receiver of the tick is woken last of all. */
static void fire(struct rill_timer *t, uint64_t now_ticks)
{
    struct rill_served served = {};
    uint64_t due = t->private_due_ns;

    rill_lock_take(lock_of(t));
    if (!t->ticks.closed) {
        if (t->private_period_ns)
            due = again(t, now_ticks);
        if (!send_tick(t, due, &served))
            t->missed++;
    }
    rill_waitq_leave(&t->ticks.receivers, &served);
}

/* The first setting of a timer. Receivers may wait already, so their queue is kept. */
__attribute__((noinline)) static void prepare(struct rill_timer *t)
{
    if (t->private_fire || t->private_alarm.self)
        rill_panic(
            "rill_timer_set: the timer at %p has not been set before and "
            "is not all zero",
            (void *)t);
    t->private_fire = fire;
    t->private_alarm.self = &t->private_alarm;
    t->private_alarm.task = NULL;
    t->ticks.elem_bytes = sizeof(uint64_t);
    t->ticks.words = RILL_IS_WORD(uint64_t);
    t->ticks.cap = 1;
    t->ticks.buf = (char *)&t->private_tick_ns;
    t->ticks.end = t->ticks.buf + sizeof(uint64_t);
    t->ticks.first = t->ticks.free = t->ticks.buf;
}

/* Lock the timer and the wheel of its alarm, when the timer does not fire. Which wheel that is
 * changes only under the timer's lock. */
static inline struct rill_wheel *enter(struct rill_timer *t)
{
    for (;;) {
        struct rill_wheel *w;

        rill_lock_take(lock_of(t));
        w = rill_wheel_of(&t->private_alarm);
        rill_lock_take(&w->lock);
        if (!rill_wheel_fires(w, &t->private_alarm))
            return w;
        rill_lock_drop(&w->lock);
        rill_lock_drop(lock_of(t)); /* the hart that fires needs this lock */
        rill_pause();
    }
}

static inline void leave(struct rill_timer *t, struct rill_wheel *w)
{
    rill_lock_drop(&w->lock);
    rill_lock_drop(lock_of(t));
}

static bool overwritten(struct rill_timer *t)
{
    leave(t, rill_wheel_of(&t->private_alarm));
    return rill_alarm_overwritten(t);
}

/* The uncommon cases, each the last step of its caller, so that the common case is a leaf. */
__attribute__((noinline, cold)) static bool
set_strange(struct rill_timer *t, uint64_t deadline_ns, uint64_t period_ns)
{
    rill_sched_begin(RILL_SENTENCE("rill_timer_set"));
    if (t->private_alarm.self != &t->private_alarm)
        prepare(t);
    if (t->ticks.closed)
        rill_panic("rill_timer_set: the channel of the timer at %p is closed; "
                   "make the timer all zero first",
                   (void *)t);
    return rill_timer_set(t, deadline_ns, period_ns);
}

__attribute__((noinline, cold)) static bool
start_strange(struct rill_timer *t, uint64_t deadline_ns, bool ran)
{
    if (deadline_ns != RILL_FOREVER)
        rill_alarm_start(&t->private_alarm, deadline_ns);
    leave(t, rill_wheel_mine());
    return ran;
}

/* Takes back a tick that no task has received. */
bool rill_timer_set(struct rill_timer *t, uint64_t deadline_ns,
                    uint64_t period_ns)
{
    struct rill_alarm *a = &t->private_alarm;
    struct rill_wheel *w;
    bool ran = false;
    uint64_t when;

    rill_sched_chance();
    if (__builtin_expect(!rill_hart_self() || a->self != a || t->ticks.closed,
                         0))
        return set_strange(t, deadline_ns, period_ns);
    w = enter(t);
    if (rill_alarm_running(a)) {
        if (rill_alarm_take_out(a))
            return overwritten(t);
        ran = true;
    }
    w = rill_wheel_to_mine(w);
    if (t->ticks.len) {
        t->ticks.len = 0;
        ran = true;
    }
    t->private_due_ns = deadline_ns;
    t->private_period_ns = period_ns;
    t->missed = 0;
    if (__builtin_expect(!rill_ticks_are_easy(deadline_ns), 0))
        return start_strange(t, deadline_ns, ran);
    when = rill_ticks_of_easy_ns((unsigned long)deadline_ns);
    if (__builtin_expect(when < w->armed, 0)) {
        ran = rill_alarm_start_first(a, when, ran);
    } else {
        a->when_ticks = when;
        rill_wheel_own(w, a);
        rill_alarm_add(w, a, when);
    }
    leave(t, w);
    return ran;
}

/* What the caller saw may not hold any more, because the locks were dropped: another task may have
 * set the timer or received its tick. */
__attribute__((noinline)) static bool stop_strange(struct rill_timer *t)
{
    struct rill_alarm *a = &t->private_alarm;
    struct rill_wheel *w;
    bool had;

    rill_sched_begin(RILL_SENTENCE("rill_timer_stop"));
    w = enter(t);
    had = rill_alarm_running(a) || t->ticks.len;
    if (rill_alarm_running(a) && rill_alarm_take_out(a))
        return overwritten(t);
    t->ticks.len = 0;
    leave(t, w);
    return had;
}

bool rill_timer_stop(struct rill_timer *t)
{
    struct rill_alarm *a = &t->private_alarm;
    struct rill_wheel *w;

    rill_sched_chance();
    if (__builtin_expect(!rill_hart_self(), 0))
        return stop_strange(t);
    w = enter(t);
    if (!rill_alarm_running(a) || rill_alarm_take_out(a)) {
        leave(t, w);
        return stop_strange(t);
    }
    t->ticks.len = 0;
    leave(t, w);
    __asm__ volatile(""); /* or gcc 12 makes room for the result too early */
    return true;
}
