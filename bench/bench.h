/* bench/bench.h -- counting instructions. The counts are exact under -icount
 * shift=0,sleep=off; anywhere else they mean nothing. With several harts minstret is
 * the sum of all, whichever hart reads it, and a hart that sleeps adds nothing. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>

static inline uintptr_t bench_now(void)
{
    uintptr_t n;

    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\t"
                     "csrr %0, minstret\n\t.option pop"
                     : "=r"(n)::"memory");
    return n;
}

/* Stands between two calls that undo each other. An inline function of a header must do
 * its work; without this the compiler could reduce the pair to nothing. */
static inline void bench_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* With several harts: QEMU under -icount runs one at a time, until it sleeps. This
 * passes the turn to the next hart, by a wfi that ends when the turn comes again,
 * because an interrupt is pending that M-mode has delegated and so never takes. */
static inline void bench_turn(void)
{
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\t"
                     "csrsi mideleg, 2\n\t"
                     "csrsi mie, 2\n\t"
                     "csrsi mip, 2\n\t"
                     "wfi\n\t"
                     "csrci mip, 2\n\t"
                     ".option pop" ::
                         : "memory");
}
#define BENCH_TURN_PASSED \
    4u /* its own instructions, until the other harts have their turn */

/* "row NAME VALUE", for bench/run: two digits after the point, to the nearest. So work
 * that is done once, to read the counter and to begin the loop, does not show after
 * 2,000 rounds. This uses no floating point: only the FP rows may use it. */
static inline void bench_row(const char *name, uintptr_t instructions,
                             unsigned operations)
{
    uintptr_t whole = instructions / operations;
    uintptr_t rest = instructions % operations;
    uintptr_t part = (rest * 200 + operations) / (2 * operations);

    printf("row %s %lu.%02lu\n", name, (unsigned long)(whole + part / 100),
           (unsigned long)(part % 100));
}

#endif
