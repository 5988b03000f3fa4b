/* kernel/sched/one/share.h -- a wheel of alarms, on one hart: kernel/sched/one/wheel.h. Its twin is
 * kernel/sched/many/share.h. */
#ifndef KERNEL_SHARE_H
#define KERNEL_SHARE_H

#include <port/lock.h>

struct rill_wheel {
    struct rill_lock lock;
};

/* There is one, so to say which takes nothing: no register, no memory. */
struct rill_wheel_ref {
    char nothing[0];
};

#endif
