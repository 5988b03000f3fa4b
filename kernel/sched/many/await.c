/* kernel/sched/many/await.c -- to wait for a hart that is on its way: kernel/sched/many/pin.c.
 * In a file of its own, for this is an ordinary function, and waits by ordinary calls. */
#include <rill/time.h>
#include <port/board.h>
#include "task.h"

#define MOST_S 1 /* from its call to its arrival a hart takes some hundred us */

/* By sleeping, for harts that share one thread of QEMU's get no turn while one spins. A task
 * that is cancelled cannot sleep. */
bool rill_hart_await(unsigned i)
{
    uint64_t begun = rill_clock_ticks();
    uint64_t most = MOST_S * (uint64_t)rill_clock_hz();

    while (!rill_hart_has_come(i)) {
        if (rill_clock_ticks() - begun > most)
            return false;
        if (rill_sleep_ns(RILL_MS / 10))
            rill_yield();
    }
    return true;
}
