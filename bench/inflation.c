/* bench/inflation.c -- work on several harts, in instructions an operation, summed over
 * all harts. Several harts need together what one hart needs. On top comes what harts
 * do for each other: look for work, sleep, wake and be woken. bench/inflation.c N waits
 * for N harts to have started.
 *
 * Under -icount QEMU runs one hart at a time, and minstret is the sum of all harts,
 * whichever hart reads it; a sleeping hart adds nothing. So the figures are exact. But
 * a hart would run until it sleeps, and the others would never see work. So a hart
 * passes the turn on after some TURN instructions (`work`): about as many as one of
 * eight harts that finds nothing needs until it sleeps. It never does so in the middle
 * of a call, so the figures have no wait for a lock that another hart holds. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

/* A share for each hart, and for 8 harts at least: so up to 8 harts the work is equal.
 * With too few tasks one of 32 harts finds none. */
#define MOST_HARTS 64u
#define YIELDERS   8u
#define PAIRS      2u
#define PARENTS    2u
#define CHILDREN   1000u
#define TURN       800
#define EACH       250u /* operations of each task */
#define WARM       2
#define ROUNDS     16

static struct rill_waitgroup done;

static unsigned harts;
static unsigned shares; /* harts, but 8 at the least */
static uint64_t worked; /* a bit a hart */

/* The hart has done about so many instructions. All harts share the sum, because one
 * hart at a time has the turn. */
static inline void work(int instructions)
{
    static int left = TURN;

    left -= instructions;
    if (left < 0) {
        left = TURN;
        worked |= UINT64_C(1) << rill_hart();
        bench_turn();
    }
}

static void start(rill_task_fn *fn, void *arg)
{
    static const struct rill_task_opts small = {.stack_bytes = 1024};

    rill_waitgroup_add(&done, 1);
    if (rill_spawn(NULL, &small, fn, arg))
        rill_panic("no memory for a task");
}

static int yielder(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < EACH; i++) {
        rill_yield();
        work(45);
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned yields(void)
{
    for (unsigned i = 0; i < YIELDERS * shares; i++)
        start(yielder, NULL);
    return YIELDERS * shares * EACH;
}

static struct rill_chan chans[PAIRS * MOST_HARTS];

static int sender(void *chan)
{
    for (uintptr_t i = 0; i < EACH; i++) {
        rill_chan_send(chan, &i, RILL_FOREVER);
        work(90);
    }
    rill_waitgroup_done(&done);
    return 0;
}

static int receiver(void *chan)
{
    for (uintptr_t i = 0, v; i < EACH; i++) {
        if (rill_chan_recv(chan, &v, RILL_FOREVER) || v != i)
            rill_panic("a message was lost");
        work(90);
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned messages(void)
{
    for (unsigned i = 0; i < PAIRS * shares; i++) {
        start(receiver, &chans[i]);
        start(sender, &chans[i]);
    }
    return PAIRS * shares * EACH;
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
        work(235);
        rill_join(&job, RILL_FOREVER, NULL);
    }
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned spawns(void)
{
    for (unsigned i = 0; i < PARENTS * shares; i++)
        start(parent, NULL);
    return PARENTS * shares * EACH;
}

/* Some 1,000 instructions of the task's own; or none, and then the row shows only the
 * cost. */
static int works(void *arg)
{
    (void)arg;
    for (volatile unsigned i = 0; i < 200; i++)
        ;
    work(1000);
    rill_waitgroup_done(&done);
    return 0;
}

static int idles(void *arg)
{
    (void)arg;
    work(70);
    rill_waitgroup_done(&done);
    return 0;
}

static unsigned fan_out(rill_task_fn *fn)
{
    for (unsigned i = 0; i < CHILDREN; i++) {
        start(fn, NULL);
        work(90);
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

/* Does every hart get some of the work? One task starts a fan-out, a child every 90
 * instructions, and a child takes 1,000: so 11 harts are all that can be busy. */
static bool is_for_all(unsigned (*begin)(void))
{
    return begin != fan_out_of_nothing &&
           (begin != fan_out_of_work || harts <= 8);
}

/* The cost of a round depends on which hart found what where, so the row is the mean of
 * some rounds. The first two rounds have to make the tasks' blocks. */
static void measure(const char *name, unsigned (*begin)(void))
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
    bench_row(name, bench_now() - t0, n);
    if (is_for_all(begin) && worked != UINT64_MAX >> (64 - harts))
        rill_panic("%s: of %u harts only those in %llx did something", name,
                   harts, (unsigned long long)worked);
    worked = 0;
}

int main(int argc, char **argv)
{
    harts = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    shares = harts < 8 ? 8 : harts;
    while (rill_hart_arrived() < harts)
        rill_sleep_ns(10 * RILL_US);
    for (unsigned i = 0; i < PAIRS * shares; i++)
        rill_chan_init(&chans[i], NULL, sizeof(uintptr_t), 0);
    measure("yield", yields);
    measure("message", messages);
    measure("spawn", spawns);
    measure("fan_out", fan_out_of_work);
    measure("fan_out_empty", fan_out_of_nothing);
    return 0;
}
