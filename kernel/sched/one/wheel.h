/* kernel/sched/one/wheel.h -- the wheel of alarms of one hart, with no rules for touching it. Its
 * twin, kernel/sched/many/wheel.h, says what each of these is. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

extern struct rill_wheel rill_wheel;
extern uint64_t rill_alarm_base;
extern uint64_t rill_alarm_armed;

static inline struct rill_wheel_ref rill_wheel_at(unsigned hart)
{
    (void)hart;
    return (struct rill_wheel_ref){};
}

static inline struct rill_wheel_ref rill_wheel_mine(void)
{
    return (struct rill_wheel_ref){};
}

static inline struct rill_wheel_ref rill_wheel_of(const struct rill_alarm *a)
{
    (void)a;
    return (struct rill_wheel_ref){};
}

static inline void rill_wheel_init(unsigned hart)
{
    (void)hart;
}

static inline struct rill_lock *rill_wheel_lock(struct rill_wheel_ref w)
{
    (void)w;
    return &rill_wheel.lock;
}

static inline struct rill_alarm_level *
rill_wheel_levels(struct rill_wheel_ref w)
{
    (void)w;
    return rill_alarm_levels[0];
}

static inline uint64_t *rill_wheel_base(struct rill_wheel_ref w)
{
    (void)w;
    return &rill_alarm_base;
}

static inline uint64_t *rill_wheel_armed(struct rill_wheel_ref w)
{
    (void)w;
    return &rill_alarm_armed;
}

/* Without an argument, which takes nothing, but has gcc 12 make room for one. */
void rill_alarms_expire(void);

static inline void rill_wheel_expire(struct rill_wheel_ref w)
{
    (void)w;
    rill_alarms_expire();
}

static inline void rill_wheel_own(struct rill_wheel_ref w, struct rill_alarm *a)
{
    (void)w, (void)a;
}

static inline struct rill_wheel_ref rill_wheel_to_mine(struct rill_wheel_ref w)
{
    return w;
}

static inline bool rill_wheel_begin(struct rill_wheel_ref w)
{
    (void)w;
    return true;
}

static inline void rill_wheel_end(struct rill_wheel_ref w, uint64_t next)
{
    (void)w;
    rill_alarm_armed = next;
    rill_clock_arm(next);
}

static inline void rill_wheel_leave(struct rill_wheel_ref w)
{
    rill_lock_drop(rill_wheel_lock(w));
}

static inline void rill_wheel_return(struct rill_wheel_ref w)
{
    rill_lock_take(rill_wheel_lock(w));
}

/* Nobody need arm meanwhile: expire will. */
static inline void rill_wheel_fire(struct rill_wheel_ref w,
                                   const struct rill_alarm *a)
{
    (void)a;
    rill_alarm_armed = 0;
    rill_wheel_leave(w);
}

static inline bool rill_wheel_fires(struct rill_wheel_ref w,
                                    const struct rill_alarm *a)
{
    (void)w, (void)a;
    return false;
}

static inline void rill_wheel_disown(struct rill_wheel_ref w,
                                     const struct rill_alarm *a)
{
    (void)w, (void)a;
}

static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    (void)a;
    return true;
}

static inline void rill_wheel_drop_mine(void)
{
}

#endif
