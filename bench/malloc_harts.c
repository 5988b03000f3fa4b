/* bench/malloc_harts.c -- malloc and free on several harts, in instructions a pair, summed over all
 * harts; a sleeping hart adds nothing.
 *
 *   all_malloc    8 tasks, shared out among the harts, each with 16 blocks of 16 to 256 bytes: a pair
 *                 frees one and takes one
 *   other_free    blocks that one hart takes and the next hart frees, 64 at a time. With one hart it is
 *                 the hart itself
 *
 * Under -icount a hart runs until it sleeps, so no hart meets another in the midst of a call: the
 * figures have no wait. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

#define TASKS   8u
#define LIVE    16u
#define PAIRS   2000u
#define AT_ONCE 64u
#define ROUNDS  50u

static struct rill_waitgroup done;
static void *given[AT_ONCE];
static unsigned harts;

RILL_CHAN(to_free, char, 0);

static int churn(void *arg)
{
    void *blocks[LIVE] = {0};
    unsigned number = (unsigned)(uintptr_t)arg;

    rill_pin(number % harts);
    for (unsigned i = 0; i < PAIRS; i++) {
        void **at = &blocks[i % LIVE];

        free(*at);
        *at = malloc(16 + (i * 7 + number * 16) % 241);
        if (!*at)
            rill_panic("no memory for a block");
    }
    for (unsigned i = 0; i < LIVE; i++)
        free(blocks[i]);
    rill_waitgroup_done(&done);
    return 0;
}

static void all_churn(void)
{
    rill_waitgroup_add(&done, TASKS);
    for (unsigned i = 0; i < TASKS; i++)
        if (rill_go(churn, (void *)(uintptr_t)i))
            rill_panic("no memory for a task");
    rill_waitgroup_wait(&done, RILL_FOREVER);
}

/* Counts only what it does itself: the pair of messages is not malloc's. */
static int frees(void *freeing)
{
    uintptr_t *sum = freeing, t0;
    char c;

    rill_pin(1 % harts);
    while (rill_chan_recv(&to_free, &c, RILL_FOREVER) == 0) {
        t0 = bench_now();
        for (unsigned i = 0; i < AT_ONCE; i++)
            free(given[i]);
        *sum += bench_now() - t0;
        rill_waitgroup_done(&done);
    }
    return 0;
}

static void one_round(uintptr_t *sum)
{
    uintptr_t t0 = bench_now();
    char c = 0;

    for (unsigned i = 0; i < AT_ONCE; i++)
        if (!(given[i] = malloc(64)))
            rill_panic("no memory for a block");
    *sum += bench_now() - t0;
    rill_waitgroup_add(&done, 1);
    rill_chan_send(&to_free, &c, RILL_FOREVER);
    rill_waitgroup_wait(&done, RILL_FOREVER);
}

int main(void)
{
    uintptr_t t0, taking = 0, freeing = 0;
    struct rill_job job = {0};

    harts = rill_hart_count();
    while (rill_hart_arrived() < harts)
        rill_sleep_ns(RILL_MS);
    rill_pin(0);
    all_churn();
    t0 = bench_now();
    all_churn();
    bench_row("all_malloc", bench_now() - t0, TASKS * PAIRS);

    rill_spawn(&job, NULL, frees, &freeing);
    for (unsigned i = 0; i < 4; i++)
        one_round(&taking);
    taking = freeing = 0;
    for (unsigned i = 0; i < ROUNDS; i++)
        one_round(&taking);
    bench_row("other_free", taking + freeing, AT_ONCE * ROUNDS);
    rill_chan_close(&to_free);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
