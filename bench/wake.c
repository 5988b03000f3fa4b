/* bench/wake.c -- from a send on one hart until the receiver runs on another, which
 * slept: instructions of the two harts, which do nothing else meanwhile. */
#include <rill/rill.h>
#include "bench.h"

#define N 2000u

RILL_CHAN(chan, uintptr_t, 0);
static unsigned arrived;
static uintptr_t took;

/* The receiver is pinned to hart 1. The message is the count at its sending. */
static int receiver(void *arg)
{
    uintptr_t sent;

    (void)arg;
    rill_pin(1);
    while (!rill_chan_recv(&chan, &sent, RILL_FOREVER)) {
        took = bench_now() - sent - BENCH_TURN_PASSED;
        arrived++;
    }
    return 0;
}

int main(void)
{
    uintptr_t sum = 0;

    while (rill_hart_arrived() < 2)
        rill_sleep_ns(10 * RILL_US);
    rill_pin(0);
    if (rill_go(receiver, NULL))
        rill_panic("no memory for a task");
    for (unsigned i = 0; i < 2 * N; i++) {
        uintptr_t now;

        for (int turns = 0; turns < 4; turns++)
            bench_turn(); /* the receiver waits, and its hart has gone to sleep */
        now = bench_now();
        rill_chan_send(&chan, &now, RILL_FOREVER);
        bench_turn();
        if (arrived != i + 1)
            rill_panic("message %u: the other hart has not woken", i);
        if (i >= N)
            sum += took;
    }
    bench_row("wake_hart", sum, N);
    return 0;
}
