/* A task jumps over its canary and ruins its neighbour, and the program ends before the
 * neighbour has another turn. */
// boards: virt
// expect-status: 134
// expect-out: ^rill: panic: task "jumper" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: what lies below the bottom is in ruins$
#include <stdlib.h>

#include "overflow_jumps.h"

static int jumps_and_ends(void *arg)
{
    exit(jumper(arg));
}

static int waits(void *arg)
{
    rill_sleep_ns(RILL_S);
    return arg != NULL;
}

int main(void)
{
    struct rill_job jobs[2] = {0};

    spawn_both(jobs, jumps_and_ends, waits);
    rill_yield();
    return rill_join(&jobs[0], RILL_FOREVER, NULL);
}
