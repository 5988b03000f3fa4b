/* bench/sync.c -- what it costs to agree when no other task wants anything, in
 * instructions a pair of calls, loop included, warm. */
#include <rill/rill.h>
#include "bench.h"

#define N 2000u

static void mutexes(void)
{
    static struct rill_mutex m;
    uintptr_t t0 = 0;

    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_mutex_lock(&m, RILL_FOREVER);
            bench_barrier();
            rill_mutex_unlock(&m);
            bench_barrier();
        }
        t0 = bench_now() - t0;
    }
    bench_row("mutex", t0, N);
}

static void semaphores(void)
{
    static struct rill_sem s = {.count = 1};
    uintptr_t t0 = 0;

    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_sem_get(&s, RILL_FOREVER);
            bench_barrier();
            rill_sem_put(&s);
            bench_barrier();
        }
        t0 = bench_now() - t0;
    }
    bench_row("semaphore", t0, N);
}

/* One more stays added all the time, so that no done brings the count to 0. */
static void waitgroups(void)
{
    static struct rill_waitgroup wg;
    uintptr_t t0 = 0;

    rill_waitgroup_add(&wg, 1);
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_waitgroup_add(&wg, 1);
            bench_barrier();
            rill_waitgroup_done(&wg);
            bench_barrier();
        }
        t0 = bench_now() - t0;
    }
    bench_row("waitgroup", t0, N);
}

int main(void)
{
    mutexes();
    semaphores();
    waitgroups();
    return 0;
}
