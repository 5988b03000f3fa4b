/* The same, and the program ends before the neighbour has another turn. */
// boards: virt
// expect-status: 134
// expect-out: ^rill: panic: task "jumper" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: what lies below the bottom is in ruins$
#include <stdlib.h>

#include <rill/rill.h>

/* Writes right below its stack's end alone, where the next task's block ends. */
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
    struct rill_task_opts opts = {.name = "jumper", .stack_bytes = 4096};
    struct rill_job a = {0}, b = {0};

    rill_spawn(&a, &opts, jumps_and_ends, NULL);
    opts.name = "ruined";
    rill_spawn(&b, &opts, waits, NULL);
    rill_yield();
    return rill_join(&a, RILL_FOREVER, NULL);
}
