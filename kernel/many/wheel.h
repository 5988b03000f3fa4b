/* kernel/many/wheel.h -- a wheel of alarms for each hart, and who may touch it. Its twin
 * is kernel/one/wheel.h.
 *
 * An alarm is started on the wheel of the hart where that is done, and says which; so
 * to start one takes no lock that others often want, and arms a comparator that is
 * one's own. Whoever stops it takes that wheel's lock, on any hart. `wheel` of an
 * alarm changes only while it is in none, by whoever may start it: a timer's under its
 * channel's lock, a sleeper's by the task itself, a context's never.
 * Nobody holds two wheels' locks.
 *
 * What is due is fired by the wheel's hart when it next looks; or, while that computes,
 * by one that has nothing to do (idle.c) or that switches (balance.c). Whoever fires has the woken tasks in his own
 * queue, and a periodic timer's next alarm in his own wheel: that is how timers go where
 * the work is done.
 *
 *     the trap of W's hart               one that is idle
 *       W.due = 1, xie shut                says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does one sleep? wake it            is any wheel due?
 *
 * One of the two sees the other's word. (Does none sleep? Then W's trap says so to all that run
 * tasks. Does one look for work? He will see it: who stops
 * to look without going to sleep has looked at all wheels since, idle.c, found_work.)
 *
 * due is taken away by who begins to fire, before he looks at the clock: one that is set
 * later stays, and is looked at once more. It may also be set while he
 * fires: it stays too, and whoever sees it comes round until he may begin.
 *
 * A comparator is written by its own hart alone, a trap of its included: whoever has
 * fired for it leaves the next time in W.armed and asks it to arm (RILL_ASKED_TIMER). On
 * 32 bits the trap may read half of an armed that is being written: then what writes it
 * asks anew, or was interrupted by this trap and arms when that is over.
 *
 * ---- with the lock dropped ----
 *
 * A task that sleeps is woken under the wheel's lock. To wake one that waits in a queue,
 * and to fire a timer, takes locks that come before it; so then it is dropped, and
 * `firing` says meanwhile which timer it is. Whoever stops or sets that one waits until it
 * is over (a timer), or takes it off there (a context, whose fire function then
 * does nothing). One hart at a time fires what is in a wheel. Meanwhile base may be
 * anywhere up to now, so armed is such that all who start an alarm there go by
 * rill_alarm_start_first, which puts none before base.
 *
 * A periodic timer that has fired is in the wheel of who fired it, while the wheel that
 * it was in still says `firing`. Who stops it then does not wait: he could take the
 * channel's lock, so all that fire had to do with it is done.
 * Checked by tests/models/timer_stop.pml. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

static inline struct rill_wheel_ref rill_wheel_at(unsigned hart)
{
    return (struct rill_wheel_ref){&rill_harts[hart].wheel};
}

/* Of the hart that we run on; the answer holds until the task switches. */
static inline struct rill_wheel_ref rill_wheel_mine(void)
{
    return (struct rill_wheel_ref){&rill_hart_self()->wheel};
}

/* Where it was started last. Was it never, then any will do. */
static inline struct rill_wheel_ref rill_wheel_of(const struct rill_alarm *a)
{
    if (a->wheel)
        return (struct rill_wheel_ref){a->wheel};
    return rill_wheel_mine();
}

static inline void rill_wheel_init(unsigned hart)
{
    rill_harts[hart].wheel.levels = rill_alarm_levels[hart];
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

/* With the lock of one held: the own one, its lock held instead. What is in neither is
 * guarded by another lock meanwhile. */
static inline struct rill_wheel_ref rill_wheel_to_mine(struct rill_wheel_ref w)
{
    struct rill_wheel_ref mine = rill_wheel_mine();

    if (__builtin_expect(w.is != mine.is, 0)) {
        rill_lock_drop(&w.is->lock);
        rill_lock_take(&mine.is->lock);
    }
    return mine;
}

/* Begin to fire the alarms that are due; false: another hart does. Both with the lock
 * held. */
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

/* The same to fire a timer, which can be seen. */
static inline void rill_wheel_fire(struct rill_wheel_ref w,
                                   const struct rill_alarm *a)
{
    w.is->firing = a;
    rill_hart_self()->fires = w.is;
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

/* By a fire function that holds what the owner needs: has he? The alarm's memory may be
 * something else by now, so its address has to do. */
static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    return rill_hart_self()->fires->firing == a;
}

/* After a panic, whichever it is that this hart holds. */
void rill_wheel_drop_mine(void);

/* In a trap: the timer's interrupt has come. */
void rill_wheel_came_due(struct rill_hart *h);

/* In a trap: somebody has fired for this hart. */
static inline void rill_wheel_arm_again(const struct rill_hart *h)
{
    rill_clock_arm(h->wheel.armed);
}

static inline bool rill_wheel_is_due(const struct rill_hart *h)
{
    return __atomic_load_n(&h->wheel.due, __ATOMIC_RELAXED);
}

#endif
