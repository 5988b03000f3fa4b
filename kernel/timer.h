/* kernel/timer.h -- alarms: waking tasks, and firing timers, at a time. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <rill/timer.h>

struct rill_hart;
struct rill_task;

/* ---- clock.c ---- */
uint64_t rill_ticks_now(void);

/* Whole ns a tick, where there are such: 0, not yet known or not a whole
 * number. */
extern uint32_t rill_ns_per_tick;
uint64_t rill_ticks_of_any_ns(uint64_t ns);

/* The device is silenced: its comparator holds anything after a reset, and with 0
 * in it would interrupt at once. Before interrupts are let through. */
void rill_timer_init(void);

/* ---- timer.c, all with the scheduler's lock held ---- */

/* Fire at a time. The alarm's task has been set; the rest need not be clean. */
void rill_alarm_start(struct rill_alarm *a, uint64_t deadline_ns);
void rill_alarm_start_ticks(struct rill_alarm *a, uint64_t when_ticks);
extern struct rill_alarm *rill_alarm_buckets[];
#define RILL_ALARM_BUCKETS (6 * 32 + 1)

_Noreturn void rill_alarm_overwritten(const struct rill_alarm *a);

/* An alarm that runs; the list is drawn up in timer.c. */
static inline void rill_alarm_take_out(struct rill_alarm *a)
{
    struct rill_alarm *next = a->next, *prev = a->prev, **bucket;

    if (__builtin_expect(a->bucket >= RILL_ALARM_BUCKETS, 0))
        rill_alarm_overwritten(a);
    bucket = &rill_alarm_buckets[a->bucket];
    if (*bucket == a)
        *bucket = next;
    else if (prev->next == a)
        prev->next = next;
    else
        rill_alarm_overwritten(a);
    if (next)
        next->prev = prev;
    else if (*bucket)
        (*bucket)->prev = prev;
    a->prev = NULL;
}

static inline bool rill_alarm_running(const struct rill_alarm *a)
{
    return a->prev != NULL;
}

static inline void rill_alarm_stop(struct rill_alarm *a)
{
    if (rill_alarm_running(a))
        rill_alarm_take_out(a);
}

/* Fire every alarm whose time has come, arm for the next. */
void rill_timer_expire(void);
bool rill_timer_pending(void);

/* In a trap: the timer interrupt. */
void rill_timer_interrupt(struct rill_hart *h);

#endif
