/* On many harts the trap of an alarm looks at sp: it finds the task below its stack's end,
 * though the task computes on and on. */
// image: 2
// harts: 2
// boards: virt,virt-s
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: sp is \d+ bytes below the bottom$
#include <rill/rill.h>

__attribute__((noinline)) static int computes(size_t bytes)
{
    volatile char room[bytes];

    for (room[0] = 1; room[0];) {
    }
    return 0;
}

static int digger(void *arg)
{
    return computes(12000) + (arg != NULL);
}

/* Long enough for the other tasks to reach their loops. There is one interrupt, because no task
 * looks at alarms. */
static int sleeper(void *arg)
{
    rill_sleep_ns(RILL_S / 2);
    return arg != NULL;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 4096};

    rill_go(sleeper, NULL);
    for (int i = 0; i < 2; i++)
        rill_spawn(NULL, &opts, digger, NULL);
    rill_sleep_ns(RILL_S / 2);
    return 0;
}
