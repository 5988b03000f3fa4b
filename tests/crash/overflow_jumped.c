/* A 14 KiB buffer of a task with 4 KiB, which jumps the canary and ruins a neighbour: the
 * neighbour breaks, and the report says whose stack it was. */
// boards: virt,virt32,virt-s
// expect-status: 139
// expect-out: ^  pc .* with tp = 0x[0-9a-f]+, which is no task's, on hart
// expect-out: ^  stack   0x[0-9a-f]+\.\.0x[0-9a-f]+ of task "jumper", started at 0x[0-9a-f]+, OVERFLOWED: what lies below the bottom is in ruins$
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

static int ruined(void *arg)
{
    rill_yield();
    rill_yield();
    return arg != NULL;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "jumper", .stack_bytes = 4096};
    struct rill_job a = {0}, b = {0};

    rill_spawn(&a, &opts, jumper, NULL);
    opts.name = "ruined";
    rill_spawn(&b, &opts, ruined, NULL);
    rill_join(&a, RILL_FOREVER, NULL);
    return rill_join(&b, RILL_FOREVER, NULL);
}
