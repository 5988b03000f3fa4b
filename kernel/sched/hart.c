/* kernel/sched/hart.c -- what programs ask about harts; and to wait for a hart that is on its way.
 * (That is not in pin.c, for it is an ordinary function, and waits by ordinary calls.) */
#include <rill/hart.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/board.h>
#include "harts.h"

#define MOST_S 1 /* from its call to its arrival a hart takes some hundred us */

unsigned rill_hart_count(void)
{
    return rill_harts_total();
}

unsigned rill_hart_arrived(void)
{
    return rill_harts_arrived();
}

unsigned rill_hart(void)
{
    return rill_hart_index();
}

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
