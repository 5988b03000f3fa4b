/* rill/timer.h -- timers: a tick into a channel, once or again and again.
 *
 *     static struct rill_timer t;
 *     uint64_t at_ns;
 *
 *     rill_timer_set(&t, rill_after_ns(RILL_MS), RILL_MS);    every millisecond
 *     while (!rill_chan_recv(&t.ticks, &at_ns, RILL_FOREVER))
 *         ...
 *
 * A tick is a uint64_t: the time in ns at which the tick was due. It comes into the timer's
 * own channel `ticks`: receive from that channel, or select on it, and send nothing into it.
 *
 * Memory:  the caller owns the timer. All zero is a timer that is stopped. The memory of a
 *          timer that runs must stay: Rill panics when it meets a timer in memory that was
 *          used for something else. Nothing is allocated.
 * Callers: tasks, on any hart. A call from a trap handler panics. No call blocks.
 * Time:    a tick is never early. A periodic timer does not drift: its ticks are due at
 *          deadline_ns + k * period_ns for whole k, however late they come. Ticks do not
 *          pile up: a tick is lost if no task has received the tick before, or if no task
 *          switched until the next tick was due (rill/time.h). `missed` counts the ticks
 *          lost since the timer was set.
 * Fired:   a timer has fired when a task has received its tick. A stop or a set takes back
 *          a tick that no task has received. So after either call no earlier tick arrives.
 *          Of a timer that was set for one tick, either a task receives the tick or
 *          rill_timer_stop returns true, never both.
 *
 * To call a function at a certain time, start a task that sleeps until then or receives the
 * tick. The task's memory is taken at its start, where the caller can handle -ENOMEM.
 * A timer that runs may wake a task: so while a periodic timer runs, Rill reports no
 * deadlock.
 */
#ifndef RILL_TIMER_H
#define RILL_TIMER_H

#include <rill/chan.h>

RILL_C_BEGIN

struct rill_timer {
    /* Rill's own: */
    struct rill_alarm private_alarm;
    void (*private_fire)(struct rill_timer *t, uint64_t now_ticks);
    uint64_t private_due_ns, private_period_ns, private_tick_ns;
    /* The caller's: */
    struct rill_chan ticks; /* of uint64_t; receive from it */
    uint64_t missed;
};

/* Start the timer, or start it anew. It fires at deadline_ns, at once if that has passed,
 * and then, if period_ns is not 0, every period_ns. RILL_FOREVER stops the timer.
 *   returns  true: the timer ran before, and had not fired (see above).
 * Misuse: a task has closed `ticks`, which is for good; or the timer was never set and is
 * not all zero: panic. */
bool rill_timer_set(struct rill_timer *t, uint64_t deadline_ns,
                    uint64_t period_ns);

/* Stop the timer. Tasks that wait for a tick go on waiting: rill_chan_close(&t->ticks) ends
 * their wait, and the timer for good.
 *   returns  true: the timer ran and had not fired, or is periodic and ran; false: a task
 *            has received its tick, or the timer was stopped before. */
bool rill_timer_stop(struct rill_timer *t);

RILL_C_END

#endif
