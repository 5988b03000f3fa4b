/* kernel/timer.c -- alarms: tasks woken, and timers fired, at a time.
 *
 * Running alarms lie in buckets by how far their time is from `base`, a time
 * that follows the clock. Times are numbers in base 32. The highest digit in
 * which an alarm's time differs from `base` is its level, the digit's value its
 * slot:
 *
 *     base         ... 4 17 03 22
 *     level 0      ... 4 17 03 __    one time a slot: 22, 23 .. 31
 *     level 1      ... 4 17 __ ..    a slot is 32 ticks: 4, 5 .. 31
 *     level 2      ... 4 __ .. ..    a slot is 1,024 ticks: 18 .. 31
 *     ...                            up to 2^30 ticks
 *     far          the rest, in one bucket
 *
 * When base comes to a bucket, its alarms are put in anew, nearer by a level at
 * least, so an alarm is moved LEVELS times at most, and adding and taking out
 * are the same few instructions for any number of them.
 *
 * Invariants, true whenever the scheduler's lock is free:
 *   - base <= now, and base <= every alarm's time (one in the past is put at
 *     base);
 *   - an alarm's bucket is what bucket_of says. So all of level 0 comes before
 *     all of level 1, and so on; and alarms of one time are in one bucket
 *     always, in the order of their starts: first started, first woken;
 *   - the device is armed for the first alarm or earlier, or timer_due is set.
 *
 * A bucket is a list; the first alarm's prev is the last, the last one's next
 * is NULL. A walk checks each prev, and so finds memory that was reused while
 * its alarm ran. A bit of `full` is set where an alarm is, and may be set where
 * none is any more: who looks for the first alarm clears it.
 *
 * Refused: a pairing heap (no moving, but a logarithm each time that one is
 * taken out: 759 instructions a sleep with 100,000 of them, 446 with 10); a
 * wheel of plain slots, which wakes those of one slot in any order, or looks at
 * every slot.
 */
#include <errno.h>
#include <rill/panic.h>
#include <port/board.h>
#include "task.h"
#include "timer.h"

#define DIGIT_BITS 5
#define SLOTS      (1u << DIGIT_BITS)
#define LEVELS     6
#define FAR        (LEVELS * SLOTS)
#define NONE       (FAR + 1)
#define FAR_BITS   (DIGIT_BITS * LEVELS)

_Static_assert(RILL_ALARM_BUCKETS == FAR + 1, "timer.h");

struct rill_alarm *rill_alarm_buckets[FAR + 1];
static uint32_t full[LEVELS + 1];
static uint64_t base;
static uint64_t armed = UINT64_MAX; /* what the device was last armed for */

static void arm(uint64_t when)
{
    rill_board.timer.ops->arm(&rill_board.timer, when);
}

void rill_timer_init(void)
{
    arm(UINT64_MAX);
}

static inline unsigned bucket_of(uint64_t when)
{
    uint64_t differs = when ^ base;
    uint32_t low = (uint32_t)differs, time = (uint32_t)when;

    if (__builtin_expect(differs >> FAR_BITS != 0, 0))
        return FAR;
    if (low < 1u << 15) {
        if (low < 1u << 5)
            return time % SLOTS;
        return low < 1u << 10 ? SLOTS + (time >> 5) % SLOTS
                              : 2 * SLOTS + (time >> 10) % SLOTS;
    }
    if (low < 1u << 20)
        return 3 * SLOTS + (time >> 15) % SLOTS;
    return low < 1u << 25 ? 4 * SLOTS + (time >> 20) % SLOTS
                          : 5 * SLOTS + (time >> 25) % SLOTS;
}

static inline void add(struct rill_alarm *a)
{
    unsigned b = bucket_of(a->when_ticks);
    struct rill_alarm *first = rill_alarm_buckets[b];

    a->bucket = b;
    a->next = NULL;
    if (first) {
        a->prev = first->prev;
        first->prev->next = a;
        first->prev = a;
        return;
    }
    a->prev = rill_alarm_buckets[b] = a;
    full[b / SLOTS] |= 1u << b % SLOTS;
}

_Noreturn void rill_alarm_overwritten(const struct rill_alarm *a)
{
    rill_panic(
        "the memory of a timer or of a sleeping task's stack, at %p, was "
        "used for something else while it ran; stop a timer before its "
        "memory goes",
        (const void *)a);
}

/* The number of the lowest bit that is set; there is one. By de Bruijn's
 * sequence (Leiserson, Prokop, Randall: Using de Bruijn sequences to index a 1
 * in a computer word, 1998): rv64gc has no instruction for it. */
static unsigned lowest_bit(uint32_t x)
{
    static const unsigned char at[32] = {
        0,  1,  28, 2,  29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4,  8,
        31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6,  11, 5,  10, 9};

    return at[(x & -x) * 0x077cb531u >> 27];
}

/* The bucket that the first alarm is in, or NONE. */
static unsigned first_bucket(void)
{
    for (unsigned level = 0; level <= LEVELS; level++)
        while (full[level]) {
            unsigned b = level * SLOTS + lowest_bit(full[level]);

            if (rill_alarm_buckets[b])
                return b;
            full[level] &= full[level] - 1;
        }
    return NONE;
}

/* The earliest time that an alarm in this bucket may have. */
static uint64_t start_of(unsigned b)
{
    unsigned shift = b / SLOTS * DIGIT_BITS;
    uint64_t above;

    if (b == FAR)
        return ((base >> FAR_BITS) + 1) << FAR_BITS;
    above = base >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
    return above | (uint64_t)(b % SLOTS) << shift;
}

/* Empty a bucket. The list's first prev is made NULL: see next_of. */
static struct rill_alarm *detach(unsigned b)
{
    struct rill_alarm *first = rill_alarm_buckets[b];

    if (first->bucket != b || !first->prev || first->prev->next)
        rill_alarm_overwritten(first);
    rill_alarm_buckets[b] = NULL;
    return first;
}

static inline struct rill_alarm *next_of(const struct rill_alarm *a)
{
    struct rill_alarm *next = a->next;

    if (next && next->prev != a)
        rill_alarm_overwritten(next);
    return next;
}

static void fire_all(struct rill_alarm *a, uint64_t now)
{
    while (a) {
        struct rill_alarm *next = next_of(a);

        a->prev = NULL;
        if (a->task) {
            rill_sched_interrupt(a->task, -ETIMEDOUT);
        } else {
            struct rill_timer *t = (struct rill_timer *)a;

            t->private_fire(t, now);
        }
        a = next;
    }
}

/* Put the alarms of the first bucket, which starts at or before now, in anew:
 * base becomes the time of the earliest, or now. */
static void come_to(unsigned b, uint64_t now)
{
    struct rill_alarm *all = detach(b);

    base = now;
    for (struct rill_alarm *a = all; a; a = next_of(a))
        if (a->when_ticks < base)
            base = a->when_ticks;
    while (all) {
        struct rill_alarm *next = all->next;

        add(all);
        all = next;
    }
}

/* A time that comes between the look at the clock and the arming is not lost: a
 * device armed for a time that has passed interrupts at once (port/board.h).
 * The clock is not looked at again, so a ticker that is faster than this loop
 * does not keep the hart in it. */
void rill_timer_expire(void)
{
    uint64_t now = rill_ticks_now(), next;

    armed = 0; /* nobody need arm until we do */
    for (;;) {
        unsigned b = first_bucket();
        bool exact;

        next = UINT64_MAX;
        if (b == NONE)
            break;
        exact = b < SLOTS || !rill_alarm_buckets[b]->next;
        next = exact ? rill_alarm_buckets[b]->when_ticks : start_of(b);
        if (next <= now) {
            if (exact) {
                base = next;
                fire_all(detach(b), now);
            } else {
                come_to(b, now);
            }
        } else if (start_of(b) <= now) {
            come_to(b, now); /* one alarm, not due: base is to go past it */
        } else {
            break;
        }
    }
    base = now;
    armed = next;
    arm(next);
}

/* An alarm whose time is base is one whose time has come. */
__attribute__((always_inline)) static inline void start(struct rill_alarm *a,
                                                        uint64_t when_ticks)
{
    a->when_ticks = when_ticks < base ? base : when_ticks;
    add(a);
    if (when_ticks < armed) {
        armed = when_ticks;
        arm(when_ticks);
    }
}

void rill_alarm_start_ticks(struct rill_alarm *a, uint64_t when_ticks)
{
    start(a, when_ticks);
}

__attribute__((noinline)) static void start_any(struct rill_alarm *a,
                                                uint64_t deadline_ns)
{
    start(a, rill_ticks_of_any_ns(deadline_ns));
}

/* The common way, whole ns a tick and a time that fits a register: a leaf. */
void rill_alarm_start(struct rill_alarm *a, uint64_t deadline_ns)
{
    unsigned long ns = (unsigned long)deadline_ns, tick = rill_ns_per_tick;

    if (__builtin_expect(tick && ns == deadline_ns, 1))
        start(a, ns / tick + (ns % tick != 0));
    else
        start_any(a, deadline_ns);
}

bool rill_timer_pending(void)
{
    return first_bucket() != NONE;
}

/* Silence the device, which would interrupt again at once, and leave word. */
void rill_timer_interrupt(struct rill_hart *h)
{
    arm(UINT64_MAX);
    h->timer_due = 1;
}
