/* bench/speedup.c -- how much sooner two harts are done than one, with work that only
 * computes: JOBS tasks, first all held on hart 0, then free for any hart to take. It
 * measures by the clock, with a thread of QEMU's for each hart, so it is not exact, and
 * takes the best of each. When the host is busy, it measures for longer. */
#include <rill/rill.h>
#include "bench.h"

#define JOBS  16u
#define TRIES 150
#define STEPS 60000u /* steps of a job */

static struct rill_waitgroup done;
static volatile uint32_t results;

static int job(void *stay)
{
    uint32_t x = 2463534242u;

    if (stay)
        rill_pin(0);
    for (unsigned i = 0; i < STEPS; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    }
    results = x;
    rill_waitgroup_done(&done);
    return 0;
}

/* Microseconds for all jobs. */
static unsigned all_jobs(void *stay)
{
    uint64_t t0 = rill_now_ns();

    rill_waitgroup_add(&done, JOBS);
    for (unsigned i = 0; i < JOBS; i++)
        if (rill_go(job, stay))
            rill_panic("no memory for a task");
    rill_waitgroup_wait(&done, RILL_FOREVER);
    return (unsigned)((rill_now_ns() - t0) / RILL_US);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

int main(void)
{
    static char stay;
    unsigned one = UINT32_MAX, two = UINT32_MAX;

    while (rill_hart_arrived() < 2)
        rill_sleep_ns(RILL_MS);
    for (int i = 0; i < TRIES && (i < 20 || one / 19 < two / 10); i++) {
        one = least(one, all_jobs(&stay));
        two = least(two, all_jobs(NULL));
    }
    bench_row("speedup_2", one, two);
    return 0;
}
