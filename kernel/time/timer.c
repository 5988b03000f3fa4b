/* kernel/time/timer.c -- alarms: wakes tasks, and fires timers, at a time.
 *
 * Running alarms lie in buckets by how far their time is from `base`, a time that follows the
 * clock. Times are numbers in base 32, or in base 64 where registers have 64 bits: a level has as
 * many buckets as a register has bits. The highest digit in which an alarm's time differs from
 * `base` is its level; the digit's value is its slot. In base 32:
 *
 *     base         ... 4 17 03 22
 *     level 0      ... 4 17 03 __    one time a slot: 22, 23 .. 31
 *     level 1      ... 4 17 __ ..    a slot is 32 ticks: 4, 5 .. 31
 *     level 2      ... 4 __ .. ..    a slot is 1,024 ticks: 18 .. 31
 *     ...                            up to 2^30 ticks
 *     far          the rest, in one bucket
 *
 * When base comes to a bucket, this puts the bucket's alarms in anew, each at least a level nearer.
 * So an alarm moves at most as often as there are levels, and to add or take out an alarm needs a
 * fixed few instructions, however many alarms run.
 *
 * Invariants, true whenever the wheel's lock is free, and no timer fires:
 *   - base <= now, and base <= every alarm's time (an alarm in the past is put at base);
 *   - an alarm's bucket is the one that rill_alarm_add computes. So all alarms of level 0 come
 *     before all of level 1, and so on; and alarms of one time are always in one bucket, in the
 *     order of their starts: first started, first woken;
 *   - the device is armed for the first alarm or earlier and its interrupt let through, or
 *     timer_due is set.
 *
 * A bucket is a ring with a link of its own, so an alarm is taken out without knowing its bucket. A
 * walk checks each prev, and so finds memory that was overwritten while its alarm ran. A bit of
 * `full` is set where an alarm is, and may be set where none is any more: the search for the first
 * alarm clears such a bit. Where the bit is clear the bucket's links mean nothing, so start-up need
 * not clear the buckets (.noinit).
 *
 * The interrupt (TIMER_CAME in boot/one, boot/many) sets timer_due and shuts itself out, without a
 * look at the device; arming lets it through again. If the interrupt comes once too often, because
 * the device was slow to take its new time, the task looks at the clock once more.
 *
 * We refused a pairing heap, because each taking out costs a logarithm (759 instructions a sleep
 * with 100,000 sleeps, 446 with 10), though no alarm moves; and a wheel of plain slots, because it
 * wakes the alarms of one slot in any order, or looks at every slot.
 *
 * timer.c and clock.c are one thing and call each other: clock.c turns deadlines into ticks for
 * this file, and names rill_alarm_start, without which a deadline does nothing. They are two files
 * because programs without deadlines link the clock alone.
 */
#include <errno.h>
#include <rill/panic.h>
#include "task.h"
#include "timer.h"

#define DIGIT_BITS RILL_ALARM_DIGIT
#define SLOTS      RILL_ALARM_SLOTS
#define FAR        RILL_ALARM_LEVELS
#define FAR_BITS   (DIGIT_BITS * FAR)

_Static_assert(SLOTS == 8 * sizeof(long), "port/xlen.h");
_Static_assert(offsetof(struct rill_alarm, link) == 0, "links are cast");

#define levels rill_wheel_levels(w) /* of the wheel w */

__attribute__((section(
    ".noinit"))) struct rill_alarm_level rill_alarm_levels[RILL_HARTS][FAR + 1];

RILL_PART(alarms_init) void rill_timer_init(void)
{
    for (unsigned hart = 0; hart < RILL_HARTS; hart++) {
        struct rill_wheel *w = rill_wheel_at(hart);

        rill_wheel_init(hart);
        w->armed = UINT64_MAX;
        for (unsigned i = 0; i <= FAR; i++)
            levels[i].full = 0;
    }
}

__attribute__((cold)) bool rill_alarm_overwritten(const void *link)
{
    for (unsigned hart = 0; hart < RILL_HARTS; hart++)
        rill_lock_drop_mine(&rill_wheel_at(hart)->lock);
    rill_panic(
        "the memory of a timer or of a sleeping task's stack, at %p, was "
        "used for something else while it ran; stop a timer before its "
        "memory goes",
        link);
    return true;
}

/* The number of the lowest bit that is set; x is not 0. rv64gc has no instruction for this. */
static inline unsigned long lowest_bit(unsigned long x)
{
    static const unsigned char at[SLOTS] = {XLEN_LOWEST_AT};

    return at[(x & -x) * XLEN_LOWEST >> (SLOTS - DIGIT_BITS)];
}

static inline struct rill_alarm *alarm_of(struct rill_alarm_link *l)
{
    return (struct rill_alarm *)l;
}

/* Returns the link l; panics if it was overwritten. */
static inline struct rill_alarm_link *
checked(struct rill_alarm_link *l, const struct rill_alarm_link *before)
{
    if (__builtin_expect(l->prev != before, 0))
        rill_alarm_overwritten(l);
    return l;
}

/* The first bucket of a level that has an alarm, or NULL. */
static inline struct rill_alarm_link *first_of(struct rill_alarm_level *level)
{
    for (; level->full; level->full &= level->full - 1) {
        struct rill_alarm_link *b = &level->slots[lowest_bit(level->full)];

        if (__builtin_expect(b->next != b, 1))
            return b;
    }
    return NULL;
}

/* The earliest time that an alarm in this bucket may have. */
static uint64_t start_of(struct rill_wheel *w,
                         const struct rill_alarm_level *level,
                         const struct rill_alarm_link *bucket)
{
    unsigned shift = (unsigned)(level - levels) * DIGIT_BITS;
    uint64_t above;

    if (level == &levels[FAR])
        return ((w->base >> FAR_BITS) + 1) << FAR_BITS;
    above = w->base >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
    return above | (uint64_t)(bucket - level->slots) << shift;
}

/* The earliest time in a bucket, or now if that is earlier. */
static uint64_t earliest(struct rill_alarm_link *bucket, uint64_t now)
{
    struct rill_alarm_link *before = bucket;

    for (struct rill_alarm_link *l = bucket->next; l != bucket; l = l->next) {
        uint64_t when = alarm_of(checked(l, before))->when_ticks;

        if (when < now)
            now = when;
        before = l;
    }
    return now;
}

/* Put the alarms of a bucket that starts at base into the level below, which is empty. An alarm
 * goes to a still lower level if its digit there is 0, as base's is. */
static inline void spread(struct rill_wheel *w, struct rill_alarm_link *bucket,
                          struct rill_alarm_level *below)
{
    struct rill_alarm_link *before = bucket, *l = bucket->next;
    unsigned shift = (unsigned)(below - levels) * DIGIT_BITS;
    unsigned long full = 0;

    do {
        struct rill_alarm_link *next = checked(l, before)->next, *to, *last;
        uint64_t when = alarm_of(l)->when_ticks;
        unsigned long slot = (unsigned long)(when >> shift) % SLOTS;

        before = l;
        if (slot || !shift) {
            unsigned long bit = 1ul << slot;

            to = &below->slots[slot];
            __asm__("" : "+r"(to));
            l->next = to;
            last = to;
            if (full & bit)
                last = to->prev;
            full |= bit;
            l->prev = last;
            to->prev = l;
            last->next = l;
        } else {
            rill_alarm_add(w, alarm_of(l), when);
        }
        l = next;
    } while (l != bucket);
    below->full = full;
}

/* Put the alarms of any bucket in anew. */
static void spread_anew(struct rill_wheel *w, struct rill_alarm_link *bucket)
{
    struct rill_alarm_link *before = bucket, *l = bucket->next, *next;

    do {
        next = checked(l, before)->next;
        rill_alarm_add(w, alarm_of(l), alarm_of(l)->when_ticks);
        before = l;
        l = next;
    } while (l != bucket);
}

/* Level 0 is empty: if the first bucket starts at or before now, put its alarms in anew. If it has
 * only one alarm, that alarm's time is known, and the alarm goes to level 0 if it is due.
 *   returns   0: alarms were moved; else the time of the next alarm, or earlier. */
__attribute__((noinline)) static uint64_t come_nearer(struct rill_wheel *w,
                                                      uint64_t now)
{
    struct rill_alarm_link *bucket = NULL;
    struct rill_alarm_level *level = levels;
    uint64_t start;
    bool alone;

    while (!bucket) {
        if (level == &levels[FAR])
            return UINT64_MAX;
        bucket = first_of(++level);
    }
    start = start_of(w, level, bucket);
    alone = bucket->next->next == bucket;
    if (start > now)
        return alone ? alarm_of(bucket->next)->when_ticks : start;
    level->full &= level->full - 1;
    if (alone || level == &levels[FAR]) {
        w->base = earliest(bucket, now);
        spread_anew(w, bucket);
    } else {
        w->base = start;
        spread(w, bucket, level - 1);
    }
    return 0;
}

/* Wake the due sleepers of level 0. They parked with the wheel's lock held; a sleeper that was
 * cancelled meanwhile is not ours to wake. This is a leaf, so it stops at a timer, which has a
 * function to call, and at a task that waits in a queue or is awake already: in a task that is
 * awake `waiter` is the next task in the ring.
 *   returns   the time of the next alarm; 0: level 0 is empty; a time that has come: the first
 *   alarm is such a timer or task, or was overwritten. */
__attribute__((noinline)) static uint64_t wake_tasks(struct rill_wheel *w,
                                                     uint64_t now)
{
    struct rill_alarm_link *bucket;

    while ((bucket = first_of(&levels[0])) != NULL) {
        struct rill_alarm_link *before = bucket, *l = bucket->next;
        uint64_t when = alarm_of(l)->when_ticks;

        if (when > now)
            return when;
        do {
            struct rill_alarm *a = alarm_of(l);
            struct rill_task *t;

            if (__builtin_expect(l->prev != before, 0) ||
                __builtin_expect(!a->task, 0) ||
                __builtin_expect(a->task->waiter != NULL, 0)) {
                bucket->next = l;
                if (l->prev == before)
                    l->prev = bucket;
                return when;
            }
            before = l;
            l = l->next;
            t = a->task;
            before->prev = NULL;
            if (rill_wake_claim(t, 0)) /* time is all that it waited for */
                rill_wake_claimed(rill_hart_of_many(), t);
        } while (l != bucket);
        levels[0].full &= levels[0].full - 1;
    }
    return 0;
}

/* The first alarm's time has come, and the alarm is not a mere sleeper's: so this needs other
 * locks, and drops the wheel's lock meanwhile. While a timer fires no hart need arm:
 * rill_timer_expire will. From rill_wheel_fire on a context's memory may be its owner's again, so
 * the function is read before. */
__attribute__((noinline)) static void fire(struct rill_wheel *w, uint64_t now)
{
    struct rill_alarm_link *bucket = first_of(&levels[0]);
    struct rill_alarm_link *l = checked(bucket->next, bucket);
    struct rill_timer *t = (struct rill_timer *)l;
    struct rill_task *task = alarm_of(l)->task;
    void (*call)(struct rill_timer *, uint64_t);

    if (rill_alarm_take_out(alarm_of(l)))
        rill_alarm_overwritten(l);
    if (task) { /* the task is in a queue, or was just served */
        if (rill_wake_hold(task, -ETIMEDOUT)) {
            rill_wheel_leave(w);
            rill_wake_held(task, -ETIMEDOUT);
            rill_wheel_return(w);
        }
        return;
    }
    RILL_COUNT_OF(rill_hart_of_many(), rill_timer_ticks);
    call = t->private_fire;
    rill_wheel_fire(w, alarm_of(l));
    call(t, now);
    rill_wheel_return(w);
}

/* A time that comes between the look at the clock and the arming is not lost: a device that is
 * armed for a past time interrupts at once (port/board.h). This does not look at the clock again,
 * so a ticker that is faster than this loop does not keep the hart in it. */
RILL_PART(alarms_expire) void rill_timer_expire(struct rill_wheel *w)
{
    uint64_t now, next;

    if (!RILL_MANY)
        w = rill_wheel_mine(); /* wheel.h */
    rill_lock_take(&w->lock);
    if (rill_wheel_begin(w)) {
        now = rill_clock_ticks(); /* under the lock, so base never goes back */
        while ((next = wake_tasks(w, now)) <= now) {
            if (next)
                fire(w, now);
            else if ((next = come_nearer(w, now)) > now)
                break;
        }
        w->base = now;
        rill_wheel_end(w, next);
    }
    rill_lock_drop(&w->lock);
}

/* Starts an alarm at its time, or at base if that is later: then it is due. */
__attribute__((noinline)) bool
rill_alarm_start_first(struct rill_alarm *a, uint64_t when, bool result)
{
    struct rill_wheel *w = rill_wheel_mine();

    RILL_NEEDS(rill_timer_init);
    RILL_NEEDS(rill_timer_pending);
    RILL_NEEDS(rill_timer_expire);
    RILL_NEEDS(rill_alarm_start);
    if (when < w->base)
        when = w->base;
    a->self = a;
    a->when_ticks = when;
    rill_wheel_own(w, a);
    rill_alarm_add(w, a, when);
    w->armed = when;
    rill_clock_arm(when);
    return result;
}

/* An alarm that is not before `armed` is not before base. While a timer fires all alarms go by
 * rill_alarm_start_first, and none of these is due then. */
void rill_alarm_start_ticks(struct rill_alarm *a, uint64_t when)
{
    struct rill_wheel *w = rill_wheel_mine();

    if (__builtin_expect(when < w->armed, 0)) {
        rill_alarm_start_first(a, when, false);
        return;
    }
    a->self = a;
    a->when_ticks = when;
    rill_wheel_own(w, a);
    rill_alarm_add(w, a, when);
}

RILL_PART(alarms_start)
void rill_alarm_start(struct rill_alarm *a, uint64_t deadline_ns)
{
    rill_alarm_start_ticks(a, rill_ticks_of_ns(deadline_ns));
}

unsigned long rill_timer_ticks;

RILL_PART(alarms_pending) bool rill_timer_pending(void)
{
    bool any = false;

    for (unsigned hart = 0; hart < RILL_HARTS && !any; hart++) {
        struct rill_wheel *w = rill_wheel_at(hart);

        rill_lock_take(&w->lock);
        for (unsigned i = 0; i <= FAR && !any; i++)
            any = first_of(&levels[i]);
        rill_lock_drop(&w->lock);
    }
    return any;
}
