/* A task jumps over its canary and ruins its neighbour: the neighbour breaks, and the report
 * names the task with the overflow. */
// boards: virt,virt32,virt-s
// expect-status: 139
// expect-out: ^  pc .* with tp = 0x[0-9a-f]+, which is no task's, on hart
// expect-out: ^  stack   0x[0-9a-f]+\.\.0x[0-9a-f]+ of task "jumper", started at 0x[0-9a-f]+, OVERFLOWED: what lies below the bottom is in ruins$
#include "overflow_jumps.h"

static int ruined(void *arg)
{
    rill_yield();
    rill_yield();
    return arg != NULL;
}

int main(void)
{
    struct rill_job jobs[2] = {0};

    spawn_both(jobs, jumper, ruined);
    rill_join(&jobs[0], RILL_FOREVER, NULL);
    return rill_join(&jobs[1], RILL_FOREVER, NULL);
}
