// qemu: -m 1G
/* bench/million.c -- how many tasks wait at once in 1 GiB; the program tries a million
 * at most. Each task has a stack of 512 bytes. Each goes on afterwards: it gets a
 * message of its own, and ends. */
#include <rill/rill.h>
#include "bench.h"

#define MILLION 1000000u

RILL_CHAN(gate, uint32_t, 0);
static uint32_t went_on;

static int waits(void *arg)
{
    uint32_t n;

    if (rill_chan_recv(&gate, &n, RILL_FOREVER) || n != (uintptr_t)arg)
        rill_panic("task %lu got the wrong message",
                   (unsigned long)(uintptr_t)arg);
    went_on++;
    return 0;
}

int main(void)
{
    static const struct rill_task_opts small = {.stack_bytes = 512};
    static struct rill_stats stats;
    uintptr_t spawned = 0;

    while (spawned < MILLION &&
           !rill_spawn(NULL, &small, waits, (void *)spawned))
        spawned++;
    rill_yield();
    rill_stats_read(&stats);
    for (uint32_t i = 0; i < spawned; i++)
        rill_chan_send(&gate, &i, RILL_FOREVER);
    while (rill_task_count() > 1)
        rill_yield();
    if (went_on != spawned || stats.parked != spawned)
        rill_panic("of %lu tasks %lu waited and %lu went on",
                   (unsigned long)spawned, (unsigned long)stats.parked,
                   (unsigned long)went_on);
    bench_row("million_tasks", stats.parked, 1);
    return 0;
}
