/* kernel/sched/wheel.h -- a wheel of alarms for each hart, and the rules for touching it. struct
 * rill_wheel is in kernel/sched/hart.h, because each hart has one. On one hart no other hart
 * touches the wheel, and what follows costs nothing.
 *
 * An alarm goes into the wheel of the hart that starts it, and the alarm's `wheel` points there. So
 * the start takes a lock that other harts seldom want, and arms the hart's own comparator. To stop
 * an alarm, a hart takes the lock of the alarm's wheel, which may be another hart's. `wheel`
 * changes only while the alarm is in no wheel, and only the code that may start the alarm changes
 * it: for a timer under its channel's lock, for a sleeper by the task itself; a context's never
 * changes. No hart holds two wheels' locks.
 *
 * The wheel's hart fires due alarms when it next looks. While that hart computes, a hart fires them
 * that has nothing to do (idle.c) or that switches (balance.c). The hart that fires puts the woken
 * tasks into its own queue, and a periodic timer's next alarm into its own wheel: so timers go
 * where the work is done.
 *
 *     the trap of W's hart               a hart that is idle
 *       W.due = 1, xie shut                says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does a hart sleep? wake it         is any wheel due?
 *
 * One of the two harts sees the other's write. When no hart sleeps, the trap of W's hart tells all
 * harts that run tasks. When a hart looks for work, it sees that W is due: a hart that stops
 * looking without going to sleep looks at all wheels after that (idle.c, found_work).
 *
 * The hart that begins to fire clears `due` before it looks at the clock: a `due` that is set later
 * stays set, and a hart looks at the wheel once more. A `due` that is set while a hart fires stays
 * too, and a hart that sees it comes round again until it may begin.
 *
 * Only its own hart writes a comparator, in a trap or not. A hart that has fired for another hart
 * leaves the next time in W.armed and asks the other hart to arm (RILL_ASKED_TIMER). On 32 bits the
 * trap may read half of an `armed` that is being written. Then the writer asks anew; or the trap
 * has interrupted the writer, which arms when the trap is over.
 *
 * ---- with the lock dropped ----
 *
 * The firing hart wakes a sleeping task under the wheel's lock. To wake a task that waits in a
 * queue, or to fire a timer, it needs locks that come before the wheel's. So it drops the wheel's
 * lock, and `firing` says meanwhile which timer fires. A task that stops or sets this timer waits
 * until the fire is over; but the owner of a context's alarm takes it off `firing`, and the fire
 * function then does nothing: so of an alarm the firing hart reads nothing before it has asked
 * rill_wheel_may_fire, but what it has read under the lock. One hart at a time fires what is in a wheel. Meanwhile base may be
 * anywhere up to now, so `armed` is set so that every start of an alarm there goes by
 * rill_alarm_start_first, which puts no alarm before base.
 *
 * A periodic timer that has fired is in the wheel of the hart that fired it, while the wheel where
 * it was before still says `firing`. A task that stops the timer then does not wait: the task holds
 * the channel's lock, so fire() has done all that it had to do with the timer. Checked by
 * tests/host/models/timer_stop.pml. */
#ifndef KERNEL_WHEEL_H
#define KERNEL_WHEEL_H

static inline struct rill_wheel *rill_wheel_at(unsigned hart)
{
    return &rill_harts[hart].wheel;
}

/* The wheel of the hart that we run on. The answer holds until the task switches. */
static inline struct rill_wheel *rill_wheel_mine(void)
{
    return &rill_hart_of_task()->wheel;
}

/* The wheel in which the alarm was started last; any wheel, if it never was. */
static inline struct rill_wheel *rill_wheel_of(const struct rill_alarm *a)
{
    return RILL_MANY && *a->wheel ? *a->wheel : rill_wheel_mine();
}

static inline void rill_wheel_init(unsigned hart)
{
    if (RILL_MANY)
        *rill_harts[hart].wheel.levels = rill_alarm_levels[hart];
}

/* On one hart the address is known. */
static inline struct rill_alarm_level *rill_wheel_levels(struct rill_wheel *w)
{
    return RILL_MANY ? *w->levels : rill_alarm_levels[0];
}

/* Fire what is due; the caller does not hold the lock. This calls rill_timer_expire, if the program
 * has alarms. On one hart w is NULL, which saves the callers an address. */
void rill_alarms_expire(struct rill_wheel *w);

static inline void rill_wheel_expire(struct rill_wheel *w)
{
    rill_alarms_expire(RILL_MANY ? w : NULL);
}

/* Note that this alarm goes into w. */
static inline void rill_wheel_own(struct rill_wheel *w, struct rill_alarm *a)
{
    if (RILL_MANY)
        *a->wheel = w;
}

/* With the lock of w held: hold the lock of this hart's wheel instead, and return this wheel. An
 * alarm that is in neither wheel is guarded by another lock meanwhile. */
static inline struct rill_wheel *rill_wheel_to_mine(struct rill_wheel *w)
{
    struct rill_wheel *mine = rill_wheel_mine();

    if (RILL_MANY && __builtin_expect(w != mine, 0)) {
        rill_lock_drop(&w->lock);
        rill_lock_take(&mine->lock);
    }
    return mine;
}

/* Begin to fire the alarms that are due; false: another hart fires them. The caller of this and of
 * rill_wheel_end holds the lock. The clock is read after `due` is cleared, so it shows no earlier a
 * time than that of the interrupt that set `due`. A later interrupt sets `due` anew. */
static inline bool rill_wheel_begin(struct rill_wheel *w)
{
    if (!RILL_MANY)
        return true;
    if (*w->expires)
        return false;
    *w->expires = true;
    __atomic_store_n(w->due, 0, __ATOMIC_RELAXED);
    rill_fence_clock();
    return true;
}

/* All due alarms have fired; `next` is the next alarm's time. The question to the other hart
 * releases what we wrote here, and its trap acquires. A hart without alarms is not asked: it arms
 * when it starts one. */
static inline void rill_wheel_end(struct rill_wheel *w, uint64_t next)
{
    struct rill_hart *h =
        (struct rill_hart *)((char *)w - offsetof(struct rill_hart, wheel));

    w->armed = next;
    if (RILL_MANY)
        *w->expires = false;
    if (!RILL_MANY || h == rill_hart_self())
        rill_clock_arm(next);
    else if (next != UINT64_MAX)
        rill_hart_ask(h, RILL_ASKED_TIMER);
}

/* Drop the lock, to wake a task; and take the lock again. */
static inline void rill_wheel_leave(struct rill_wheel *w)
{
    if (RILL_MANY)
        w->armed = UINT64_MAX;
    rill_lock_drop(&w->lock);
}

static inline void rill_wheel_return(struct rill_wheel *w)
{
    rill_lock_take(&w->lock);
    if (RILL_MANY)
        *w->firing = NULL;
}

/* Drop the lock to fire a timer; other harts can see which. On one hart an alarm that is started
 * meanwhile does not arm the device: rill_wheel_end will. */
static inline void rill_wheel_fire(struct rill_wheel *w,
                                   const struct rill_alarm *a)
{
    if (RILL_MANY) {
        *w->firing = a;
        rill_hart_self()->many->fires = w;
    } else {
        w->armed = 0;
    }
    rill_wheel_leave(w);
}

static inline bool rill_wheel_fires(struct rill_wheel *w,
                                    const struct rill_alarm *a)
{
    return RILL_MANY && *w->firing == a;
}

/* The owner of an alarm that may be firing now has no more use for it. */
static inline void rill_wheel_disown(struct rill_wheel *w,
                                     const struct rill_alarm *a)
{
    if (rill_wheel_fires(w, a))
        *w->firing = NULL;
}

/* A fire function calls this, under the lock that the owner holds when it disowns: may the alarm
 * still fire? Only the address is compared: the memory may hold something else by now. */
static inline bool rill_wheel_may_fire(const struct rill_alarm *a)
{
    return !RILL_MANY || *rill_hart_self()->many->fires->firing == a;
}

/* ---- where harts are many: kernel/time/many/wheel.c ---- */

/* In a trap: the timer's interrupt has come. */
void rill_wheel_came_due(struct rill_hart *h);

/* In a trap: another hart has fired for this hart. */
static inline void rill_wheel_arm_again(const struct rill_hart *h)
{
    rill_clock_arm(h->wheel.armed);
}

static inline bool rill_wheel_is_due(const struct rill_hart *h)
{
    return __atomic_load_n(h->wheel.due, __ATOMIC_RELAXED);
}

#endif
