/* kernel/many/wheel.h -- who may touch the wheel of alarms, where harts are many. Its
 * twin is kernel/one/wheel.h.
 *
 * A task that sleeps is woken under the wheel's lock. To wake one that waits in a queue,
 * and to fire a timer, takes locks that come before it; so then it is dropped, and
 * `firing` says meanwhile which timer it is. Whoever stops or sets that one waits until it
 * is over (a timer), or takes it off there (a context, whose fire function then
 * does nothing). One hart at a time fires.
 * Checked by tests/models/timer_stop.pml. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

struct rill_wheel {
    struct rill_lock lock;
    bool expires; /* somebody fires what is due */
    const struct rill_alarm *volatile firing;
};
extern struct rill_wheel rill_wheel;

static inline bool rill_wheel_begin(void)
{
    if (rill_wheel.expires)
        return false;
    return rill_wheel.expires = true;
}

static inline void rill_wheel_end(void)
{
    rill_wheel.expires = false;
}

static inline void rill_wheel_fire(const struct rill_alarm *a)
{
    rill_wheel.firing = a;
}

static inline bool rill_wheel_fires(const struct rill_alarm *a)
{
    return rill_wheel.firing == a;
}

static inline void rill_wheel_disown(const struct rill_alarm *a)
{
    if (rill_wheel.firing == a)
        rill_wheel.firing = NULL;
}

static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    return rill_wheel.firing == a;
}

#endif
