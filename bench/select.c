/* bench/select.c -- what a select costs, in instructions a message, loop included,
 * warm. The program draws the channels beforehand, so drawing costs nothing in the
 * loops, and no arm is the favourite. */
#include <rill/rill.h>
#include "bench.h"

#define N    2000u
#define ARMS 8

typedef RILL_CHAN_OF(uintptr_t) words;
static words channels[ARMS];
static struct rill_arm arms[ARMS];
static uintptr_t cells[ARMS], value;
static words *drawn[N];

static void draw(int n, size_t cap)
{
    uint32_t state = 2463534242u;

    for (int i = 0; i < n; i++) {
        rill_typed_init(&channels[i], &cells[i], cap);
        arms[i] = (struct rill_arm)RILL_RECV_ARM(&channels[i], &value);
    }
    for (unsigned i = 0; i < N; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        drawn[i] = &channels[(uint64_t)state * (unsigned)n >> 32];
    }
}

/* One arm of n is ready: each round fills its channel. */
static void ready(const char *name, int n)
{
    uintptr_t t0 = 0, sent = 1;

    draw(n, 1);
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_send(drawn[i], sent, RILL_FOREVER);
            bench_barrier();
            rill_select(arms, n, RILL_FOREVER);
            bench_barrier();
        }
        t0 = bench_now() - t0;
    }
    for (int i = 0; i < n; i++)
        if (rill_chan_len(&channels[i].chan))
            rill_panic("%s: a message was left", name);
    bench_row(name, t0, N);
}

/* With RILL_POLL the message goes to a task that waits, or nowhere. So no message
 * arrives while the select is awake. */
static int feeder(void *arg)
{
    uintptr_t sent = 1;
    int missed = 0;

    (void)arg;
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < N; i++) {
            missed |= rill_send(drawn[i], sent, RILL_POLL);
            rill_yield();
        }
    return missed;
}

/* None of 8 arms is ready: the select waits and the feeder sends, each once a round.
 * The row counts the work of the two tasks and their two switches. */
static void blocking(void)
{
    struct rill_job job;
    uintptr_t t0 = 0;
    int missed;

    draw(ARMS, 0);
    rill_spawn(&job, NULL, feeder, NULL);
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_select(arms, ARMS, RILL_FOREVER);
            bench_barrier();
        }
        t0 = bench_now() - t0;
    }
    rill_join(&job, RILL_FOREVER, &missed);
    if (missed)
        rill_panic("select8_blocking: a select did not wait");
    bench_row("select8_blocking", t0, N);
}

int main(void)
{
    ready("select2_ready", 2);
    ready("select8_ready", 8);
    blocking();
    return 0;
}
