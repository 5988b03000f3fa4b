/* bench/churn.c -- malloc and free of a heap in pieces: 20,000 blocks of 16 to 256 bytes,
 * every second of which is then freed. So 10,000 are alive, with a hole behind each. Each
 * round frees one of them and takes one of another size.
 *
 *   malloc_churn_mean    a pair, drawing included
 *   malloc_churn_worst   the one call of all of them that took most
 *   malloc_churn_more    per cent by which malloc's pages after all of this are more than the program
 *                        had asked for when 20,000 blocks were alive: what lies unused in blocks,
 *                        between them, and in pieces
 *
 * The block and the size are drawn, so no block is freed in the order in which it
 * came. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

#define LIVE   10000u
#define WARM   1000u
#define ROUNDS 1000u
#define LEAST  16u
#define MOST   256u
#define FIRST  2463534242u

static void *blocks[LIVE], *holes[LIVE];

/* Knuth's generator, of which the high half is random enough (The Art of Computer Programming, 2,
 * 3.3.4, table 1, line 26). It takes 7 instructions, so the row is mostly malloc's. */
static uint32_t next(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)((*state >> 32) * below >> 32);
}

static uint32_t draw(uint32_t below)
{
    static uint64_t state = FIRST;

    return next(&state, below);
}

static void *take(void)
{
    void *p = malloc(LEAST + draw(MOST - LEAST + 1));

    if (p == NULL)
        rill_panic("no memory for a block");
    return p;
}

/* What the program asks for at first: the same draws once more. */
static size_t asked(void)
{
    uint64_t state = FIRST;
    size_t bytes = 0;

    for (unsigned i = 0; i < 2 * LIVE; i++)
        bytes += LEAST + next(&state, MOST - LEAST + 1);
    return bytes;
}

static void pair(void)
{
    void **at = &blocks[draw(LIVE)];

    free(*at);
    *at = take();
}

static uintptr_t larger(uintptr_t a, uintptr_t b)
{
    return a > b ? a : b;
}

int main(void)
{
    uintptr_t t0, worst = 0;
    struct rill_stats s;

    for (unsigned i = 0; i < LIVE; i++) {
        blocks[i] = take();
        holes[i] = take();
    }
    for (unsigned i = LIVE; i-- > 0;)
        free(holes[i]);
    for (unsigned i = 0; i < WARM; i++)
        pair();
    t0 = bench_now();
    for (unsigned i = 0; i < ROUNDS; i++)
        pair();
    bench_row("malloc_churn_mean", bench_now() - t0, ROUNDS);
    for (unsigned i = 0; i < ROUNDS; i++) {
        void **at = &blocks[draw(LIVE)];
        size_t size = LEAST + draw(MOST - LEAST + 1);

        t0 = bench_now();
        free(*at);
        worst = larger(worst, bench_now() - t0);
        t0 = bench_now();
        *at = malloc(size);
        worst = larger(worst, bench_now() - t0);
    }
    bench_row("malloc_churn_worst", worst, 1);
    rill_stats_read(&s);
    bench_row("malloc_churn_more",
              (s.small_bytes + s.large_bytes - asked()) * 100,
              (unsigned)asked());
    return 0;
}
