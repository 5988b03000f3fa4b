/* A task prints a line from below its stack's end: Rill looks at sp before the line goes
 * out. */
// boards: virt
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: sp is \d+ bytes below the bottom$
// reject-out: went on
#include <stdio.h>

#include <rill/rill.h>

__attribute__((noinline)) static int prints(size_t bytes)
{
    volatile char room[bytes];

    room[0] = 0;
    puts("a line");
    return room[0];
}

static int digger(void *arg)
{
    int r = prints(12000);

    puts("went on");
    return r + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 4096};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, digger, NULL);
    return rill_join(&job, RILL_FOREVER, NULL);
}
