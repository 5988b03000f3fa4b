/* A task has spoiled its canary, and computes: the timer's trap finds that, and the report
 * begins at the interrupted instruction. No task looks at alarms. */
// boards: virt,virt32,hifive1,virt-s
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: something was written below the bottom$
// expect-out: ^  at 0x[0-9a-f]+, sp 0x[0-9a-f]+$
// expect-out: ^ +(0x[0-9a-f]+|\(inlined by\)) +computes at
#include "alarm_awaited.h"
#include "overflow_spoils.h"

__attribute__((noinline)) static int computes(void)
{
    alarm_is_set();
    spoil();
    alarm_is_awaited();
    while (computing) {
    }
    return 0;
}

static int digger(void *arg)
{
    return computes() + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 1024};

    rill_spawn(NULL, &opts, digger, NULL);
    rill_sleep_ns(RILL_S);
    return 0;
}
