/* bench/inflation.c -- what is done on several harts, in instructions of all of them
 * an operation. What one hart needs, several need together; on top comes what they do
 * for each other's sake: look for work, sleep, wake and be woken. bench/inflation.c N
 * waits for N harts to have started.
 *
 * Under -icount QEMU runs one hart at a time, and minstret is what all of them have
 * done, whichever reads it; a hart asleep adds nothing. So the figures are exact. But a
 * hart would go on until it sleeps, and the others would never see work: so after each
 * step the hart gives the turn away (bench_turn). It never does so in the middle of one, so
 * waiting for a lock that another hart holds is not in the figures. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

#define YIELDERS   64u
#define PAIRS      16u
#define PARENTS    16u
#define CHILDREN   1000u
#define WORK_TURNS 10u
#define EACH       250u /* operations of each task */
#define WARM       2
#define ROUNDS     16

static struct rill_waitgroup done;

static void start(rill_task_fn *fn, void *arg)
{
    rill_waitgroup_add(&done, 1);
    if (rill_go(fn, arg))
        rill_panic("no memory for a task");
}

static int yielder(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < EACH; i++) {
        rill_yield();
        bench_turn();
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned yields(void)
{
    for (unsigned i = 0; i < YIELDERS; i++)
        start(yielder, NULL);
    return YIELDERS * EACH;
}

static struct rill_chan chans[PAIRS];

static int sender(void *chan)
{
    for (uintptr_t i = 0; i < EACH; i++) {
        rill_chan_send(chan, &i, RILL_FOREVER);
        bench_turn();
    }
    rill_waitgroup_done(&done);
    return 0;
}

static int receiver(void *chan)
{
    for (uintptr_t i = 0, v; i < EACH; i++) {
        if (rill_chan_recv(chan, &v, RILL_FOREVER) || v != i)
            rill_panic("a message was lost");
        bench_turn();
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned messages(void)
{
    for (unsigned i = 0; i < PAIRS; i++) {
        start(receiver, &chans[i]);
        start(sender, &chans[i]);
    }
    return PAIRS * EACH;
}

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static int parent(void *arg)
{
    struct rill_job job;

    (void)arg;
    for (unsigned i = 0; i < EACH; i++) {
        if (rill_spawn(&job, NULL, nothing, NULL))
            rill_panic("no memory for a task");
        bench_turn();
        rill_join(&job, RILL_FOREVER, NULL);
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned spawns(void)
{
    for (unsigned i = 0; i < PARENTS; i++)
        start(parent, NULL);
    return PARENTS * EACH;
}

/* Some 1,000 instructions of its own; or none, and all that is seen is the cost. A
 * turn is about as long as that of the parent is, who starts one task in it. */
static int works(void *arg)
{
    (void)arg;
    for (int turns = 0; turns < WORK_TURNS; turns++) {
        for (volatile unsigned i = 0; i < 20; i++)
            ;
        bench_turn();
    }
    rill_waitgroup_done(&done);
    return 0;
}

static int idles(void *arg)
{
    (void)arg;
    bench_turn();
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned fan_out(rill_task_fn *fn)
{
    for (unsigned i = 0; i < CHILDREN; i++) {
        start(fn, NULL);
        bench_turn();
    }
    return CHILDREN;
}

static unsigned fan_out_of_work(void)
{
    return fan_out(works);
}

static unsigned fan_out_of_nothing(void)
{
    return fan_out(idles);
}

/* What one round costs depends on who found what where; so the mean of some. The
 * first two have blocks of tasks to make. */
static void measure(const char *name, unsigned (*begin)(void), unsigned turns)
{
    unsigned n = 0;
    uintptr_t t0 = 0;

    for (int round = 0; round < WARM + ROUNDS; round++) {
        if (round == WARM) {
            n = 0;
            t0 = bench_now();
        }
        n += begin();
        rill_waitgroup_wait(&done, RILL_FOREVER);
    }
    bench_row(name, bench_now() - t0 - turns * BENCH_TURN * n, n);
}

int main(int argc, char **argv)
{
    unsigned harts = argc > 1 ? (unsigned)atoi(argv[1]) : 1;

    while (rill_hart_count() < harts)
        rill_sleep_ns(10 * RILL_US);
    for (unsigned i = 0; i < PAIRS; i++)
        rill_chan_init(&chans[i], NULL, sizeof(uintptr_t), 0);
    measure("yield", yields, 1);
    measure("message", messages, 2);
    measure("spawn", spawns, 1);
    measure("fan_out", fan_out_of_work, 1 + WORK_TURNS);
    measure("fan_out_empty", fan_out_of_nothing, 2);
    return 0;
}
