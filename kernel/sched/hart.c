/* kernel/sched/hart.c -- what programs ask about harts; and waiting for a hart that has not
 * arrived. (rill_hart_await is not in pin.c, because pin.c is compiled for calls that park, and
 * this is an ordinary function.) */
#include <rill/hart.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/board.h>
#include "harts.h"

#define MOST_S 1 /* a hart needs some hundred us to arrive */

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

/* Waits by sleeping: harts that share one thread of QEMU's get no turn while this hart spins. A
 * cancelled task cannot sleep, so it yields. */
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
