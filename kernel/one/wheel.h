/* kernel/one/wheel.h -- who may touch the wheel of alarms, on one hart: whoever does.
 * Its twin is kernel/many/wheel.h. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

struct rill_wheel {
    struct rill_lock lock;
};
extern struct rill_wheel rill_wheel;

/* Begin to fire the alarms that are due; false: another hart does. With the lock
 * held, until the second. */
static inline bool rill_wheel_begin(void)
{
    return true;
}

static inline void rill_wheel_end(void)
{
}

/* This timer fires now, and the lock is not held: NULL, it has. Does it? */
static inline void rill_wheel_fire(const struct rill_alarm *a)
{
    (void)a;
}

static inline bool rill_wheel_fires(const struct rill_alarm *a)
{
    (void)a;
    return false;
}

/* Of one that fires: its owner has no more use for it. */
static inline void rill_wheel_disown(const struct rill_alarm *a)
{
    (void)a;
}

/* Is it one that a fire function may touch, which holds what its owner needs? */
static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    (void)a;
    return true;
}

#endif
