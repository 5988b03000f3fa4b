/* many.h -- tasks by the dozen, for tests of many harts. The tasks count what they find wrong,
 * and the first task prints it. */
#ifndef TESTS_MANY_H
#define TESTS_MANY_H

#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "tap.h"

#define MOST 64 /* tasks at once */

static struct rill_job many_jobs[MOST];
static unsigned wrong __attribute__((unused));

static const struct rill_task_opts small = {
    .name = "one of many",
    .stack_bytes = sizeof(void *) * 240, /* too small for printf */
};

/* Count a condition that does not hold. */
#define must(cond) ((cond) ? (void)0 : (void)ticket(&wrong))

static inline void start_one(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    int r = rill_spawn(job, &small, fn, arg);

    if (r)
        rill_panic("spawn: %d", r);
}

/* Start n tasks, with the arguments 0 to n - 1, and do not wait for them. */
static inline void start_many(unsigned n, rill_task_fn *fn)
{
    if (n > MOST)
        bail("%u tasks: more than %d", n, MOST);
    for (uintptr_t i = 0; i < n; i++)
        start_one(&many_jobs[i], fn, (void *)i);
}

/* Wait for n tasks.   returns  the sum of their results. */
static inline long join_many(unsigned n)
{
    long sum = 0;
    int result;

    for (unsigned i = 0; i < n; i++) {
        if (rill_join(&many_jobs[i], RILL_FOREVER, &result))
            bail("join");
        sum += result;
    }
    return sum;
}

static inline long run_many(unsigned n, rill_task_fn *fn)
{
    start_many(n, fn);
    return join_many(n);
}

/* Wait for all harts, at most ten seconds.   returns  how many harts there are. */
static inline unsigned harts_ready(void)
{
    for (int i = 0; i < 10000 && rill_hart_arrived() < RILL_HARTS; i++)
        rill_sleep_ns(RILL_MS);
    return rill_hart_count();
}

/* Loop `rounds` times, or as often as there is time for, but at least twice. QEMU may have one
 * thread, and then a hart that spins for another hart spins for 100 ms. */
#define WHILE_TIME(rounds, ns)                                        \
    for (uint64_t round_ = 0, until_ = rill_now_ns() + (ns);          \
         round_ < 2 || (round_ < (rounds) && rill_now_ns() < until_); \
         round_++)

/* Marsaglia's xorshift32. */
static inline unsigned random_next(unsigned *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

#endif
