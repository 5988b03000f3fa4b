/* crash/sched/overflow_jumps.h -- a task with 4 KiB of stack that has a buffer of 14 KiB: it jumps its
 * canary, and ruins the end of the block below, which is its neighbour's. */
#ifndef OVERFLOW_JUMPS_H
#define OVERFLOW_JUMPS_H

#include <rill/rill.h>

/* Writes right below its stack's end alone. */
__attribute__((noinline)) static int jump(size_t bytes)
{
    volatile char room[bytes];
    uintptr_t low, high;

    rill_stack_bounds(&low, &high);
    low -= (uintptr_t)room;
    for (size_t i = low - 1000; i < low; i++)
        room[i] = 0;
    return room[low - 1];
}

static int jumper(void *arg)
{
    return jump(14 * 1024) + (arg != NULL);
}

/* The jumper, which is to run first, and its neighbour. */
static void spawn_both(struct rill_job jobs[2], rill_task_fn *jumps,
                       rill_task_fn *neighbour)
{
    struct rill_task_opts opts = {.name = "jumper", .stack_bytes = 4096};

    rill_spawn(&jobs[0], &opts, jumps, NULL);
    opts.name = "ruined";
    rill_spawn(&jobs[1], &opts, neighbour, NULL);
}

#endif
