/* kernel/sched/many/wheel.h -- a wheel of alarms for each hart, and the rules for touching it. Its
 * twin is kernel/sched/one/wheel.h.
 *
 * An alarm goes into the wheel of the hart that starts it, and the alarm's `wheel` says which;
 * so to start one takes no lock that other harts often want, and arms the hart's own
 * comparator. To stop an alarm, a hart takes the lock of the alarm's wheel, which may be
 * another hart's. `wheel` changes only while the alarm is in no wheel, and only by what may
 * start the alarm: a timer's under its channel's lock, a sleeper's by the task itself, a
 * context's never. Nobody holds two wheels' locks.
 *
 * What is due is fired by the wheel's hart when it next looks; or, while that hart computes,
 * by one that has nothing to do (idle.c) or that switches (balance.c). The hart that fires has
 * the woken tasks in its own queue, and a periodic timer's next alarm in its own wheel: that
 * is how timers go where the work is done.
 *
 *     the trap of W's hart               a hart that is idle
 *       W.due = 1, xie shut                says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does a hart sleep? wake it         is any wheel due?
 *
 * One of the two sees the other's word. When no hart sleeps, W's trap tells all harts that
 * run tasks. When a hart looks for work, it will see that W is due: a hart that stops looking
 * without going to sleep looks at all wheels after that (idle.c, found_work).
 *
 * The hart that begins to fire clears due before it looks at the clock: a due that is set
 * later stays, and the wheel is looked at once more. A due that is set while the hart fires
 * stays too, and a hart that sees it comes round again until it may begin.
 *
 * A comparator is written by its own hart alone, in a trap or not. A hart that has fired for
 * another leaves the next time in W.armed and asks the other to arm (RILL_ASKED_TIMER). On
 * 32 bits the trap may read half of an armed that is being written: then the writer asks
 * anew, or was interrupted by this trap and arms when the trap is over.
 *
 * ---- with the lock dropped ----
 *
 * A task that sleeps is woken under the wheel's lock. To wake a task that waits in a queue,
 * and to fire a timer, takes locks that come before the wheel's: so the wheel's lock is
 * dropped, and `firing` says meanwhile which timer fires. A task that stops or sets this timer
 * waits until the fire is over; but a context's alarm is taken off `firing`, and its fire
 * function then does nothing. One hart at a time fires what is in a wheel. Meanwhile base may
 * be anywhere up to now, so armed is such that every start of an alarm there goes by
 * rill_alarm_start_first, which puts none before base.
 *
 * A periodic timer that has fired is in the wheel of the hart that fired it, while the wheel
 * that it was in still says `firing`. A task that stops the timer then does not wait: it could
 * take the channel's lock, so all that fire had to do with the timer is done.
 * Checked by tests/host/models/timer_stop.pml. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

static inline struct rill_wheel_ref rill_wheel_at(unsigned hart)
{
    return (struct rill_wheel_ref){&rill_harts[hart].many->wheel};
}

/* Of the hart that we run on; the answer holds until the task switches. */
static inline struct rill_wheel_ref rill_wheel_mine(void)
{
    return (struct rill_wheel_ref){&rill_hart_self()->many->wheel};
}

/* Where the alarm was started last. If it never was, any wheel will do. */
static inline struct rill_wheel_ref rill_wheel_of(const struct rill_alarm *a)
{
    if (a->wheel)
        return (struct rill_wheel_ref){a->wheel};
    return rill_wheel_mine();
}

static inline void rill_wheel_init(unsigned hart)
{
    rill_harts[hart].many->wheel.levels = rill_alarm_levels[hart];
}

static inline struct rill_lock *rill_wheel_lock(struct rill_wheel_ref w)
{
    return &w.is->lock;
}

static inline struct rill_alarm_level *
rill_wheel_levels(struct rill_wheel_ref w)
{
    return w.is->levels;
}

static inline uint64_t *rill_wheel_base(struct rill_wheel_ref w)
{
    return &w.is->base;
}

static inline uint64_t *rill_wheel_armed(struct rill_wheel_ref w)
{
    return &w.is->armed;
}

/* Fire what is due, without the lock. rill_timer_expire, if there are alarms. */
void rill_alarms_expire(struct rill_wheel_ref w);

static inline void rill_wheel_expire(struct rill_wheel_ref w)
{
    rill_alarms_expire(w);
}

/* This alarm is put there. */
static inline void rill_wheel_own(struct rill_wheel_ref w, struct rill_alarm *a)
{
    a->wheel = w.is;
}

/* With the lock of w held: this hart's wheel, its lock held instead. An alarm that is in
 * neither is guarded by another lock meanwhile. */
static inline struct rill_wheel_ref rill_wheel_to_mine(struct rill_wheel_ref w)
{
    struct rill_wheel_ref mine = rill_wheel_mine();

    if (__builtin_expect(w.is != mine.is, 0)) {
        rill_lock_drop(&w.is->lock);
        rill_lock_take(&mine.is->lock);
    }
    return mine;
}

/* Begin to fire the alarms that are due; false: another hart does. This and rill_wheel_end
 * with the lock held. */
bool rill_wheel_begin(struct rill_wheel_ref w);

/* All have fired; the next one's time. */
void rill_wheel_end(struct rill_wheel_ref w, uint64_t next);

/* Drop the lock, to wake a task; and take it again. */
static inline void rill_wheel_leave(struct rill_wheel_ref w)
{
    w.is->armed = UINT64_MAX;
    rill_lock_drop(&w.is->lock);
}

static inline void rill_wheel_return(struct rill_wheel_ref w)
{
    rill_lock_take(&w.is->lock);
    w.is->firing = NULL;
}

/* Drop the lock to fire a timer; others can see which. */
static inline void rill_wheel_fire(struct rill_wheel_ref w,
                                   const struct rill_alarm *a)
{
    w.is->firing = a;
    rill_hart_self()->many->fires = w.is;
    rill_wheel_leave(w);
}

static inline bool rill_wheel_fires(struct rill_wheel_ref w,
                                    const struct rill_alarm *a)
{
    return w.is->firing == a;
}

/* Of one that may fire just now: its owner has no more use for it. */
static inline void rill_wheel_disown(struct rill_wheel_ref w,
                                     const struct rill_alarm *a)
{
    if (w.is->firing == a)
        w.is->firing = NULL;
}

/* By a fire function that holds the lock which the owner disowns under: may the alarm still
 * fire? Its memory may be something else by now, so its address has to do. */
static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    return rill_hart_self()->many->fires->firing == a;
}

/* After a panic, whichever it is that this hart holds. */
void rill_wheel_drop_mine(void);

/* In a trap: the timer's interrupt has come. */
void rill_wheel_came_due(struct rill_hart *h);

/* In a trap: somebody has fired for this hart. */
static inline void rill_wheel_arm_again(const struct rill_hart *h)
{
    rill_clock_arm(h->many->wheel.armed);
}

static inline bool rill_wheel_is_due(const struct rill_hart *h)
{
    return __atomic_load_n(&h->many->wheel.due, __ATOMIC_RELAXED);
}

#endif
