/* On many harts the trap of an alarm looks at the canary, too: two tasks have spoiled their
 * canaries, and compute on their own stacks. */
// image: 2
// harts: 2
// boards: virt,virt32,virt-s
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: something was written below the bottom$
// expect-out: ^ +(0x[0-9a-f]+|\(inlined by\)) +computes at
#include "overflow_spoils.h"

__attribute__((noinline)) static int computes(void)
{
    spoil();
    while (computing) {
    }
    return 0;
}

static int digger(void *arg)
{
    return computes() + (arg != NULL);
}

static int sleeper(void *arg)
{
    rill_sleep_ns(RILL_S / 2);
    return arg != NULL;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 1024};

    rill_go(sleeper, NULL);
    for (int i = 0; i < 2; i++)
        rill_spawn(NULL, &opts, digger, NULL);
    rill_sleep_ns(RILL_S / 2);
    return 0;
}
