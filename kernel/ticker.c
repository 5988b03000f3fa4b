/* kernel/ticker.c -- timers: ticks into a channel.
 *
 * A timer's channel has room for one tick and is the timer's own. That is what
 * lets stop take a tick back that nobody has received: in a channel of the
 * caller's it would lie among others. Firing runs at a switch, under the
 * scheduler's lock, and does what a send with RILL_POLL does.
 *
 * The deadline of a periodic timer is kept in ns, and the next one made from
 * it, not from the time of firing and not from a rounded count of ticks: so
 * nothing adds up. Those that have passed are counted as missed, and the last
 * of them is the tick that is sent.
 *
 * Refused:
 *   - a function of the caller's, called as the timer fires: it would run under
 *     the lock, on the stack of whichever task happens to switch, and must not
 *     block;
 *   - a task made as the timer fires (Go's AfterFunc): nobody could be told of
 *     -ENOMEM. Made at the start it is rill_go of a task that receives the tick;
 *   - a flag to ask whether it has fired: receive with RILL_POLL, or stop;
 *   - a channel of the caller's: see above.
 */
#include <string.h>
#include <rill/panic.h>
#include <rill/time.h>
#include "timer.h"
#include "wait.h"

_Static_assert(offsetof(struct rill_timer, private_alarm) == 0,
               "kernel/timer.c takes the one for the other");

/* Returns false if the tick is lost. */
static bool send_tick(struct rill_timer *t, uint64_t tick)
{
    if (t->ticks.receivers.head) {
        memcpy(rill_waitq_serve_any(&t->ticks.receivers, 0), &tick,
               sizeof(tick));
        return true;
    }
    if (t->ticks.len)
        return false;
    t->private_tick_ns = tick;
    t->ticks.len = 1;
    return true;
}

static void fire(struct rill_timer *t, uint64_t now_ticks)
{
    uint64_t due = t->private_due_ns, period = t->private_period_ns;

    if (t->ticks.closed)
        return;
    if (period) {
        uint64_t next = due + period, next_ticks = rill_ticks_of_any_ns(next);

        if (next > due && next_ticks <= now_ticks) {
            uint64_t passed = (rill_now_ns() - due) / period;

            t->missed += passed;
            due += passed * period;
            next = due + period;
            next_ticks = rill_ticks_of_any_ns(next);
        }
        t->private_due_ns = next;
        if (next > due && next != RILL_FOREVER)
            rill_alarm_start_ticks(&t->private_alarm, next_ticks);
    }
    if (!send_tick(t, due))
        t->missed++;
}

/* Stop, and take a tick back that nobody has. True: there was something to
 * stop. */
static inline bool halt(struct rill_timer *t)
{
    bool ran = rill_alarm_running(&t->private_alarm) || t->ticks.len;

    rill_alarm_stop(&t->private_alarm);
    t->ticks.len = 0;
    return ran;
}

/* A timer's first setting. Receivers may wait already: their queue is kept. */
__attribute__((noinline)) static void prepare(struct rill_timer *t)
{
    if (t->private_fire)
        rill_panic(
            "rill_timer_set: the timer at %p has not been set before and "
            "is not all zero",
            (void *)t);
    t->private_fire = fire;
    t->ticks.elem_bytes = sizeof(uint64_t);
    t->ticks.words = RILL_IS_WORD(uint64_t);
    t->ticks.cap = 1;
    t->ticks.buf = (char *)&t->private_tick_ns;
    t->ticks.end = t->ticks.buf + sizeof(uint64_t);
    t->ticks.first = t->ticks.free = t->ticks.buf;
}

bool rill_timer_set(struct rill_timer *t, uint64_t deadline_ns,
                    uint64_t period_ns)
{
    bool ran;

    rill_sched_enter("rill_timer_set");
    if (__builtin_expect(t->private_fire != fire, 0))
        prepare(t);
    if (__builtin_expect(t->ticks.closed, 0))
        rill_panic("rill_timer_set: the channel of the timer at %p is closed; "
                   "make the timer all zero first",
                   (void *)t);
    ran = halt(t);
    t->private_due_ns = deadline_ns;
    t->private_period_ns = period_ns;
    t->missed = 0;
    t->private_alarm.task = NULL;
    if (deadline_ns != RILL_FOREVER)
        rill_alarm_start(&t->private_alarm, deadline_ns);
    rill_sched_leave();
    return ran;
}

bool rill_timer_stop(struct rill_timer *t)
{
    bool ran;

    rill_sched_enter("rill_timer_stop");
    ran = halt(t);
    rill_sched_leave();
    return ran;
}
