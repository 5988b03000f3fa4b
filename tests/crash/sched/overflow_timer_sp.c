/* A task has jumped over its canary, which is whole, and computes below its stack's end: on one
 * hart the timer's trap finds that by sp. overflow_tick.c tests it on many harts. */
// boards: virt,virt32,virt-s
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: sp is \d+ bytes below the bottom$
// expect-out: ^ +(0x[0-9a-f]+|\(inlined by\)) +computes_in at
#include "alarm_awaited.h"

__attribute__((noinline)) static int computes_in(size_t bytes)
{
    volatile char room[bytes];

    room[0] = 1;
    alarm_is_awaited();
    while (room[0]) {
    }
    return 0;
}

static int digger(void *arg)
{
    alarm_is_set();
    return computes_in(12000) + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 4096};

    for (int i = 0; i < 2; i++)
        rill_spawn(NULL, &opts, digger, NULL);
    rill_sleep_ns(RILL_S);
    return 0;
}
