/* bench/bench.h -- counting instructions. Run under -icount shift=0,sleep=off,
 * where minstret is exact to the bit; anywhere else the figures mean nothing. */
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

/* Between two calls that undo each other. What is inline in a header must do its
 * work, and not be found by the compiler to come to nothing. */
static inline void bench_barrier(void)
{
    __asm__ volatile("" ::: "memory");
}

/* "row NAME VALUE", for bench/run: two digits after the point, to the nearest.
 * So what is done once, to read the counter and to begin the loop, does not show
 * after 2,000 rounds. No floating point: the FP rows must be the only ones that
 * use it. */
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
