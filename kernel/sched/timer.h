/* kernel/sched/timer.h -- alarms: waking tasks, and firing timers, at a time. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <rill/timer.h>
#include <port/board.h>
#include <port/image.h>
#include <port/lock.h>
#include <port/xlen.h>
#include "alarms.h"
#include "task.h"

/* Is the short computation enough? It needs a whole number of ns a tick, and a time that fits a
 * register and is not for ever. */
static inline bool rill_ticks_are_easy(uint64_t ns)
{
    return rill_ns_per_tick && (long)ns >= 0 && (unsigned long)ns == ns;
}

static inline unsigned long rill_ticks_of_easy_ns(unsigned long ns)
{
    unsigned long tick = rill_ns_per_tick, whole = ns / tick;

    return whole + (whole * tick < ns);
}

/* Rounded up: a deadline is never early. */
static inline uint64_t rill_ticks_of_ns(uint64_t ns)
{
    return __builtin_expect(rill_ticks_are_easy(ns), 1)
               ? rill_ticks_of_easy_ns((unsigned long)ns)
               : rill_ticks_of_any_ns(ns);
}

/* ---- timer.c: all but init, pending, count and expire with the wheel's lock held ---- */

/* The buckets; timer.c has the picture. A digit has so many bits that a level has a bucket for each
 * bit of a register. */
#define RILL_ALARM_DIGIT  (XLEN_SHIFT + 3)
#define RILL_ALARM_SLOTS  (1u << RILL_ALARM_DIGIT)
#define RILL_ALARM_LEVELS 5u

struct rill_alarm_level {
    struct rill_alarm_link slots[RILL_ALARM_SLOTS];
    unsigned long full; /* a bit a slot */
};

/* The last level is for far alarms. It uses its first slot, and for times over 2^63 its second. */
extern struct rill_alarm_level rill_alarm_levels[RILL_HARTS]
                                                [RILL_ALARM_LEVELS + 1];

#include "wheel.h"

/* Start an alarm that comes before the time for which the device is armed. Returns `result`, so
 * that this call can be its caller's last step. */
bool rill_alarm_start_first(struct rill_alarm *a, uint64_t when, bool result);

/* Put an alarm into its bucket. Its time is base or later. */
__attribute__((always_inline)) static inline void
rill_alarm_add(struct rill_wheel *w, struct rill_alarm *a, uint64_t when)
{
    enum { D = RILL_ALARM_DIGIT, FAR = RILL_ALARM_LEVELS };
    uint64_t differs = when ^ w->base;
    unsigned long low = (unsigned long)differs, slot;
    struct rill_alarm_level *level;
    struct rill_alarm_link *bucket, *last;

    /* Why the empty asm: without it, gcc 12 moves the additions, which are constants in each
     * branch, to one place behind the branches, and computes one sum twice. */
#define RILL_ALARM_AT(k, shift)                                                \
    level = &rill_wheel_levels(w)[k], slot = (unsigned long)(when >> (shift)); \
    __asm__("" : "+r"(level))
    if (differs >> 3 * D) {
        if (__builtin_expect(differs >> FAR * D != 0, 0)) {
            RILL_ALARM_AT(FAR, 63);
        } else if (differs >> 4 * D) {
            RILL_ALARM_AT(4, 4 * D);
        } else {
            RILL_ALARM_AT(3, 3 * D);
        }
    } else if (low >> D) {
        if (low >> 2 * D) {
            RILL_ALARM_AT(2, 2 * D);
        } else {
            RILL_ALARM_AT(1, D);
        }
    } else {
        RILL_ALARM_AT(0, 0);
    }
#undef RILL_ALARM_AT
    __asm__("" : "+r"(slot));
    bucket = &level->slots[slot % RILL_ALARM_SLOTS];
    __asm__("" : "+r"(bucket));
    a->link.next = bucket;
    if (level->full >> slot % RILL_ALARM_SLOTS & 1) {
        last = bucket->prev;
        a->link.prev = last;
        bucket->prev = &a->link;
        last->next = &a->link;
    } else {
        __asm__("" : "+r"(slot));
        level->full |= 1ul << slot % RILL_ALARM_SLOTS;
        a->link.prev = bucket;
        bucket->prev = &a->link;
        bucket->next = &a->link;
    }
}

static inline bool rill_alarm_running(const struct rill_alarm *a)
{
    return a->link.prev != NULL;
}

/* Take out an alarm that runs.   returns  true: its memory was overwritten; the caller reports
 * it. */
static inline bool rill_alarm_take_out(struct rill_alarm *a)
{
    struct rill_alarm_link *next = a->link.next, *prev = a->link.prev;

    if (__builtin_expect(a->self != a, 0) ||
        __builtin_expect(prev->next != &a->link, 0))
        return true;
    next->prev = prev;
    prev->next = next;
    a->link.prev = NULL;
    return false;
}

/* Called without the wheel's lock: stop an alarm, if it runs. This takes the lock to look, because
 * the waker of a task may be about to take the task's alarm out. */
static inline void rill_alarm_stop(struct rill_alarm *a)
{
    struct rill_wheel *w = rill_wheel_of(a);
    bool bad;

    rill_lock_take(&w->lock);
    bad = rill_alarm_running(a) && rill_alarm_take_out(a);
    rill_wheel_disown(w, a);
    rill_lock_drop(&w->lock);
    if (bad)
        rill_alarm_overwritten(a);
}

/* Take all that interrupts have left: due alarms and the inbox. On many harts this looks at every
 * hart's wheel and inbox, this hart's too, because each wheel says whether it is due. On one hart h
 * is read again after the first call, because then no register keeps it across the call. */
static inline void rill_sched_take_inbox(void)
{
    struct rill_hart *h = rill_hart_self();

    h->timer_due = 0;
    if (RILL_MANY) {
        rill_look_round(h);
        return;
    }
    rill_wheel_expire(rill_wheel_mine());
    h = rill_hart_self();
    if (__builtin_expect(h->inbox != NULL, 0))
        rill_inbox_deliver(h);
}

/* Fire all alarms of a wheel that are due, and arm the device for the next. */
void rill_timer_expire(struct rill_wheel *w);
bool rill_timer_pending(void);

/* For statistics: how many alarms run (timer_count.c); how many timers have fired. */
uint32_t rill_timer_count(void);
extern unsigned long rill_timer_ticks; /* on one hart */

#endif
