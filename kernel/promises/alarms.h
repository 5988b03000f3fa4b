/* kernel/promises/alarms.h -- what the time room does for the rooms below: it reads clocks in ns
 * and starts alarms. kernel/sched/timer.h has what these rooms need inline. */
#ifndef KERNEL_ALARMS_H
#define KERNEL_ALARMS_H

#include <stdbool.h>
#include <stdint.h>

struct rill_alarm;

/* ---- kernel/time/clock.c ---- */

/* The ns of a tick, if that is a whole number; 0: not yet known, or not whole. rill_ticks_of_any_ns
 * turns ns into ticks, rounded up; any hart may call it, in a trap too. */
extern unsigned long rill_ns_per_tick;
uint64_t rill_ticks_of_any_ns(uint64_t ns);

/* ---- kernel/time/timer.c ---- */

/* A part (port/image.h): a program that names rill_alarm_start, or starts an alarm by ticks, links
 * the alarms. Code that is in every program calls them by these names. */
void rill_alarms_init(void);
bool rill_alarms_pending(void);
void rill_alarms_start(struct rill_alarm *a, uint64_t deadline_ns);
/* rill_alarms_expire: kernel/sched/wheel.h. */

/* Called once, before the first alarm. It leaves the device alone: the device's interrupt is shut
 * out until the device is armed. */
void rill_timer_init(void);

/* Panics, because the alarm's memory was overwritten. It has no _Noreturn, so that it can be the
 * last step of a leaf. */
bool rill_alarm_overwritten(const void *link);

/* Start an alarm in the running hart's wheel. The caller holds the wheel's lock, and has set the
 * alarm's task (NULL: a timer's alarm). All else in *a may have any value. Neither function
 * blocks. */
void rill_alarm_start(struct rill_alarm *a, uint64_t deadline_ns);
void rill_alarm_start_ticks(struct rill_alarm *a, uint64_t when_ticks);

#endif
