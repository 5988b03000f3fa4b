/* rill/timer.h -- timers: a tick into a channel, once or again and again.
 *
 *     static struct rill_timer t;
 *     uint64_t at_ns;
 *
 *     rill_timer_set(&t, rill_after_ns(RILL_MS), RILL_MS);    every millisecond
 *     while (!rill_chan_recv(&t.ticks, &at_ns, RILL_FOREVER))
 *         ...
 *
 * A tick is a uint64_t, the time in ns for which it was due, in the timer's own
 * channel `ticks`: receive it or select on it, and send nothing into it.
 *
 * Memory:  the caller's; all zero is a timer that is stopped. While it runs its
 *          memory must stay: one that was reused is a panic when it is met.
 *          Nothing is allocated.
 * Callers: tasks only; a call from a trap handler panics. Nothing blocks.
 * Time:    a tick is never early. A periodic timer does not drift: its ticks are
 *          due at deadline_ns + k * period_ns for whole k, however late they come.
 *          They do not pile up: a tick is lost if the one before has not been
 *          received, or if no task switched until the next was due (rill/time.h).
 *          `missed` counts those since the timer was set.
 * Fired?   A tick that nobody has received counts as not fired: it is taken back.
 *          So after stop or set has returned nothing of before arrives, and of a
 *          one-shot setting either a receiver has the tick or stop says true,
 *          never both.
 *
 * A function to be called at a time is a task that sleeps, or receives the
 * tick: its memory is taken when it is started, where -ENOMEM can be answered.
 * A timer that runs counts as something that may wake a task, so while a
 * periodic one runs no deadlock is reported.
 */
#ifndef RILL_TIMER_H
#define RILL_TIMER_H

#include <rill/chan.h>

RILL_C_BEGIN

/* Private to kernel/time/timer.c. */
struct rill_alarm_link {
    struct rill_alarm_link *next, *prev; /* prev NULL: not running */
};

struct rill_alarm {
    struct rill_alarm_link link; /* first */
    struct rill_task *task;      /* to wake; NULL: it is a rill_timer's */
    struct rill_alarm *self;     /* or this is something else by now */
    uint64_t when_ticks;
    RILL_ALARM_PLACE
};

struct rill_timer {
    struct rill_alarm private_alarm; /* first: kernel/time/ticker.c */
    void (*private_fire)(struct rill_timer *t, uint64_t now_ticks);
    uint64_t private_due_ns, private_period_ns, private_tick_ns;
    struct rill_chan ticks; /* of uint64_t; receive from it */
    uint64_t missed;
};

/* Start a timer, or start it anew: a tick at deadline_ns (in the past: at
 * once), and if period_ns is not 0 then every period_ns. RILL_FOREVER never
 * comes: the timer is stopped. returns  true: it ran before, and had not fired
 * (see above). `ticks` was closed, which is for good; or the timer was never set and is
 * not all zero: panic. */
bool rill_timer_set(struct rill_timer *t, uint64_t deadline_ns,
                    uint64_t period_ns);

/* Stop it. Receivers that wait go on waiting; rill_chan_close(&t->ticks) ends
 * them, and the timer for good.
 *   returns  true: it ran and had not fired; false: its tick has been received,
 * or it was stopped already. A periodic one that runs: true. */
bool rill_timer_stop(struct rill_timer *t);

RILL_C_END

#endif
