/* kernel/time/clock.c -- the clock in ns, and ns as ticks.
 *
 * This file turns ticks into ns and ns into ticks by a ratio in lowest terms. It treats the whole
 * part and the rest apart: mul is at most 10^9 and so is div (or hz is), so the rest times mul
 * stays below 2^62. Usually mul or div is 1 (10 MHz: 100 ns a tick).
 *
 * Quotients are exact. A number that fits a register is divided. A larger number is multiplied by
 * 2^64 / div and the product put right, because libgcc's 64-bit division takes hundreds of
 * instructions on rv32.
 *
 * clock.c and timer.c are one thing and call each other: a deadline that is computed here needs the
 * alarms, so rill_after_ns names rill_alarm_start, and timer.c turns deadlines into ticks by this
 * file. They are two files because programs without deadlines link the clock alone.
 */
#include <limits.h>
#include <rill/bind.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/lock.h>
#include "task.h"
#include "timer.h"

struct ratio {
    uint32_t mul, div;
    uint64_t inverse; /* floor((2^64 - 1) / div) */
    volatile bool known;
};

static struct ratio to_ns, to_ticks;
unsigned long rill_ns_per_tick;

/* A caller that finds the ratio unknown works it out: perhaps in a trap that interrupts another
 * such caller, or on two harts at once. All these callers write equal values, and `known` last. For
 * a trap of this hart it is enough that the compiler keeps this order. */
__attribute__((noinline)) static void set_up(struct ratio *r, uint32_t mul,
                                             uint32_t div)
{
    uint32_t a = mul, b = div;

    while (b) {
        uint32_t rest = a % b;

        a = b;
        b = rest;
    }
    r->mul = mul / a;
    r->div = div / a;
    r->inverse = UINT64_MAX / r->div;
    __asm__ volatile("" ::: "memory");
    rill_fence();
    r->known = true;
}

static inline bool is_known(const struct ratio *r)
{
    bool known = r->known;

    rill_fence(); /* we read the values after `known` */
    return known;
}

/* The upper half of a product of 128 bits. */
static uint64_t high_product(uint64_t a, uint64_t b)
{
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t mid = a1 * b0 + (a0 * b0 >> 32);
    uint64_t low = a0 * b1 + (uint32_t)mid;

    return a1 * b1 + (mid >> 32) + (low >> 32);
}

/* inverse * div is in (2^64 - 1 - div, 2^64), so the estimate is right or 1 too low. */
static inline uint64_t divide(uint64_t n, const struct ratio *r)
{
    uint64_t q;

    if (n <= ULONG_MAX)
        return (unsigned long)n / r->div;
    q = high_product(n, r->inverse);
    return q + (n - q * r->div >= r->div);
}

__attribute__((noinline)) static uint64_t ns_of_any_ticks(uint64_t t)
{
    const struct ratio *r = &to_ns;
    uint64_t whole;

    if (!is_known(r)) {
        set_up(&to_ns, RILL_S, rill_clock_hz());
        rill_ns_per_tick = r->div == 1 ? r->mul : 0;
    }
    whole = divide(t, r);
    return whole * r->mul + divide((t - whole * r->div) * r->mul, r);
}

/* For programs: rill/bind.h. */
uint64_t rill_ticks_now(void);
uint64_t rill_ticks_now(void)
{
    return rill_clock_ticks();
}

RILL_OFFER(function, rill_ticks_now);

uint64_t rill_now_ns(void)
{
    uint64_t t = rill_clock_ticks();
    unsigned long tick = rill_ns_per_tick;

    return __builtin_expect(tick != 0, 1) ? t * tick : ns_of_any_ticks(t);
}

uint64_t rill_ticks_of_any_ns(uint64_t ns)
{
    const struct ratio *r = &to_ticks;
    uint64_t whole, rest;

    if (__builtin_expect(!is_known(r), 0)) {
        set_up(&to_ticks, rill_clock_hz(), RILL_S);
        rill_ns_per_tick = r->mul == 1 ? r->div : 0;
    }
    whole = divide(ns, r);
    rest = ns - whole * r->div;
    if (r->mul == 1)
        return whole + (rest != 0);
    return whole * r->mul + divide(rest * r->mul + r->div - 1, r);
}

uint64_t rill_after_ns(uint64_t ns)
{
    uint64_t now = rill_now_ns();

    RILL_NEEDS(rill_alarm_start);
    return ns < RILL_FOREVER - now ? now + ns : RILL_FOREVER;
}
