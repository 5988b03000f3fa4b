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

/* "row NAME VALUE", three digits after the point, for bench/run. No floating
 * point: the FP rows must be the only ones that use it. */
static inline void bench_row(const char *name, uintptr_t instructions,
                             unsigned operations)
{
    uintptr_t whole = instructions / operations;
    uintptr_t rest = instructions % operations * 1000 / operations;

    printf("row %s %lu.%03lu\n", name, (unsigned long)whole,
           (unsigned long)rest);
}

#endif
