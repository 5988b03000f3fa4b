/* A task goes beyond its stack by less than a guard could see: Rill finds that when the task
 * gives the hart away, before another task runs on the spoiled memory. */
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack
// expect-out: OVERFLOWED: sp is \d+ bytes below the bottom
// expect-out: ^rill: stopped with status 134$
// reject-out: went on
#include <stdio.h>
#include <string.h>

#include <rill/rill.h>

static int dig(void *arg)
{
    volatile char big[1200];

    (void)arg;
    memset((void *)big, 0xaa, sizeof big);
    rill_yield();
    return big[3] == 1;
}

static int go_on(void *arg)
{
    puts("went on");
    return arg != NULL;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 512};
    struct rill_job job = {0}, other = {0};

    rill_spawn(&job, &opts, dig, NULL);
    rill_spawn(&other, NULL, go_on, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
