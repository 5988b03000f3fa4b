/* One frame too many, in a task of the default size and on the second hart: the report says how much
 * would have been enough. */
// image: 2
// harts: 2
// boards: virt-s
// expect-status: 139
// expect-out: ^rill: fault: store page fault at address 0x[0-9a-f]+ \(cause 15\)$
// expect-out: in task "deep" on hart \d$
// expect-out: ^  stack .*OVERFLOWED: sp is \d{1,4} bytes below the bottom
// expect-out: ^          it needed 1\d{4} bytes at the least$
// expect-out: ^          give it more: stack_bytes in rill_spawn's options$
// reject-out: repeat
#include <stdio.h>

#include <rill/rill.h>

__attribute__((noinline)) static int use(volatile char *room)
{
    room[0] = 1;
    return room[0];
}

static int deep(void *arg)
{
    volatile char *room;
    uintptr_t low, high;

    (void)arg;
    rill_pin(1);
    rill_stack_bounds(&low, &high);
    room = __builtin_alloca(high - low + 100);
    return use(room);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "deep"};
    struct rill_job job;
    rill_spawn(&job, &opts, deep, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
