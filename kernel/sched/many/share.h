/* kernel/sched/many/share.h -- a wheel of alarms, where harts are many: kernel/sched/many/wheel.h.
 * Its twin is kernel/sched/one/share.h. */
#ifndef KERNEL_SHARE_H
#define KERNEL_SHARE_H

#include <stdbool.h>
#include <stdint.h>
#include <port/lock.h>

/* A hart's alarms: kernel/time/timer.c, kernel/sched/many/wheel.h. */
struct rill_wheel {
    struct rill_lock lock; /* of all but due */
    uint32_t due;          /* its hart's trap: the time of the first has come */
    bool expires;          /* somebody fires what is due */
    const struct rill_alarm *volatile firing;
    uint64_t base, armed;
    struct rill_alarm_level *levels;
};

struct rill_wheel_ref {
    struct rill_wheel *is;
};

#endif
