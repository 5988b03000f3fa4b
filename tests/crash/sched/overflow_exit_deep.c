/* exit() from below a stack's end, where nothing was written: Rill finds that by sp. */
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: sp is \d+ bytes below the bottom$
#include <stdlib.h>

#include <rill/rill.h>

__attribute__((noinline)) static int ends(size_t bytes)
{
    volatile char room[bytes];

    room[0] = 0;
    exit(room[0]);
}

static int digger(void *arg)
{
    return ends(6000) + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 2048};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, digger, NULL);
    return rill_join(&job, RILL_FOREVER, NULL);
}
