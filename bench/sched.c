/* bench/sched.c -- what tasks, channels and malloc cost, in instructions an operation,
 * loop included, warm: each operation runs once before it is counted. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

#define N 2000u

static unsigned left;

static int yielder(void *arg)
{
    (void)arg;
    while (left) {
        left--;
        rill_yield();
    }
    return 0;
}

static void yield_among(const char *name, unsigned tasks, unsigned rounds)
{
    uintptr_t t0;

    for (int warm = 0; warm < 2; warm++) {
        left = UINT32_MAX;
        for (unsigned i = 1; i < tasks; i++)
            rill_go(yielder, NULL);
        rill_yield();
        left = rounds;
        t0 = bench_now();
        while (left) {
            left--;
            rill_yield();
        }
        t0 = bench_now() - t0;
        rill_yield(); /* the other tasks see 0 and end */
    }
    bench_row(name, t0, rounds);
}

static int fp_yielder(void *arg)
{
    volatile double *sum = arg;
    double x = *sum;

    while (left) {
        left--;
        x = x * 1.0000001 + 1.0;
        rill_yield();
    }
    *sum = x;
    return 0;
}

static uintptr_t fp_took;

/* The other task, which also counts. main does not count, because its registers must
 * stay unused. */
static int fp_counter(void *arg)
{
    rill_yield(); /* the other task is in its loop */
    left = 10 * N;
    fp_took = bench_now();
    fp_yielder(arg);
    fp_took = bench_now() - fp_took;
    return 0;
}

static void yield_fp(void)
{
    static volatile double sums[2];
    struct rill_job jobs[2];

    for (int warm = 0; warm < 2; warm++) {
        left = UINT32_MAX;
        rill_spawn(&jobs[0], NULL, fp_counter, (void *)&sums[0]);
        rill_spawn(&jobs[1], NULL, fp_yielder, (void *)&sums[1]);
        for (int i = 0; i < 2; i++)
            rill_join(&jobs[i], RILL_FOREVER, NULL);
    }
    bench_row("yield_fp", fp_took, 10 * N);
}

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static void spawns(void)
{
    struct rill_job job;
    uintptr_t t0;

    rill_go(nothing, NULL);
    rill_yield();
    t0 = bench_now();
    for (unsigned i = 0; i < N; i++) {
        rill_go(nothing, NULL);
        rill_yield();
    }
    bench_row("spawn_exit", bench_now() - t0, N);
    t0 = bench_now();
    for (unsigned i = 0; i < N; i++) {
        rill_spawn(&job, NULL, nothing, NULL);
        rill_join(&job, RILL_FOREVER, NULL);
    }
    bench_row("spawn_join", bench_now() - t0, N);
}

RILL_CHAN(hand_over, uintptr_t, 0);
typedef RILL_CHAN_OF(uintptr_t) words;
RILL_TYPED_CHAN(words, buffered, 8);

static int sender(void *arg)
{
    for (uintptr_t i = 0; i < 2 * N; i++)
        rill_chan_send(&hand_over, &i, RILL_FOREVER);
    (void)arg;
    return 0;
}

/* Each of the two tasks switches for each message: the receiver waits, gets the message, and waits
 * again before the sender has the next one. */
static void channels(void)
{
    uintptr_t v = 0, t0;

    rill_go(sender, NULL);
    for (unsigned i = 0; i < N; i++)
        rill_chan_recv(&hand_over, &v, RILL_FOREVER);
    t0 = bench_now();
    for (unsigned i = 0; i < N; i++)
        rill_chan_recv(&hand_over, &v, RILL_FOREVER);
    bench_row("chan_unbuffered", bench_now() - t0, N);

    t0 = bench_now();
    for (unsigned i = 0; i < N; i++) {
        rill_send(&buffered, v, RILL_FOREVER);
        bench_barrier();
        rill_recv(&buffered, &v, RILL_FOREVER);
        bench_barrier();
    }
    bench_row("chan_buffered", bench_now() - t0, N);

    t0 = bench_now();
    for (unsigned i = 0; i < N; i++) {
        rill_recv(&buffered, &v, RILL_POLL);
        bench_barrier();
    }
    bench_row("chan_try_empty", bench_now() - t0, N);
}

static void mallocs(void)
{
    uintptr_t t0;

    free(malloc(64));
    t0 = bench_now();
    for (unsigned i = 0; i < N; i++) {
        void *volatile p = malloc(64);

        free(p);
    }
    bench_row("malloc_pair", bench_now() - t0, N);
}

int main(void)
{
    yield_among("yield_2", 2, N);
    yield_among("yield_1000", 1000, 10 * N);
    yield_fp();
    spawns();
    channels();
    mallocs();
    return 0;
}
