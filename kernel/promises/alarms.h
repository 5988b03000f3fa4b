/* kernel/promises/alarms.h -- what the time room does for those below it: clocks read in ns, and
 * alarms started. kernel/sched/timer.h has what they need inline. */
#ifndef KERNEL_ALARMS_H
#define KERNEL_ALARMS_H

#include <stdbool.h>
#include <stdint.h>

struct rill_alarm;

/* ---- kernel/time/clock.c ---- */

/* Whole ns a tick, where there are such: 0, not yet known or not a whole number. */
extern unsigned long rill_ns_per_tick;
uint64_t rill_ticks_of_any_ns(uint64_t ns);

/* ---- kernel/time/timer.c ---- */

/* A part (port/image.h): start, or what starts an alarm by ticks, brings the rest. Code that is in
 * every program calls it by these names. */
void rill_alarms_init(void);
bool rill_alarms_pending(void);
void rill_alarms_start(struct rill_alarm *a, uint64_t deadline_ns);
/* rill_alarms_expire: kernel/sched/wheel.h. */

/* Before the first alarm. The device is left alone: its interrupt is shut out until it is armed. */
void rill_timer_init(void);

/* Panics. Not _Noreturn, so that it too can be the last step of a leaf. */
bool rill_alarm_overwritten(const void *link);

/* Fire at a time, in the running hart's wheel; the caller holds its lock. The alarm's task has been
 * set; the rest need not be clean. */
void rill_alarm_start(struct rill_alarm *a, uint64_t deadline_ns);
void rill_alarm_start_ticks(struct rill_alarm *a, uint64_t when_ticks);

#endif
