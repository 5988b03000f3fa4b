/* bench/memory.c -- what a task takes, in bytes, by the runtime's own figures.
 *
 * task_bytes: a task's block without its stack: the control block, and the thread-local
 * variables of this program (errno, and where printf keeps a task's line).
 *
 * blocked_task_bytes: all that each task takes from the region, when it waits on a
 * channel, on a stack of 512 bytes. The blocks are new, not from a list. */
#include <errno.h>
#include <rill/rill.h>
#include "bench.h"

#define N 1000u

RILL_CHAN(gate, char, 0);

static int waits(void *arg)
{
    char c;

    (void)arg;
    errno = ENOMSG; /* so errno is linked */
    if (rill_chan_recv(&gate, &c, RILL_FOREVER) || errno != ENOMSG)
        rill_panic("a task's wait, or its errno, went wrong");
    return 0;
}

int main(void)
{
    static const struct rill_task_opts small = {.stack_bytes = 512};
    static struct rill_stats before, with;
    char c = 0;

    printf("# the first line takes memory of its own\n");
    rill_stats_read(&before);
    for (unsigned i = 0; i < N; i++)
        if (rill_spawn(NULL, &small, waits, NULL))
            rill_panic("no memory for task %u", i);
    rill_yield();
    rill_stats_read(&with);
    if (with.parked != N)
        rill_panic("%u tasks wait, not %u", (unsigned)with.parked, N);
    for (unsigned i = 0; i < N; i++)
        rill_chan_send(&gate, &c, RILL_FOREVER);
    while (rill_task_count() > 1)
        rill_yield();
    bench_row("task_bytes",
              (with.block_bytes - before.block_bytes) -
                  (with.stack_bytes - before.stack_bytes),
              N);
    bench_row("blocked_task_bytes",
              before.untouched_bytes - with.untouched_bytes, N);
    return 0;
}
