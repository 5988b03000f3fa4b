/* tp points into memory, but to no task, and the trap can read all that it looks for: it finds
 * the error nevertheless. */
// boards: virt,virt32,virt-s
// expect-status: 134
// expect-out: ^before$
// expect-out: ^rill: panic: tp is no task's, or that task is in ruins$
// expect-out: ^  pc      0x[0-9a-f]+  with tp = 0x[0-9a-f]+, which is no task's, on hart \d+$
// expect-out: ^  sp      0x[0-9a-f]+ is on the stack of task "loses"$
// expect-out: ^ +(0x[0-9a-f]+|\(inlined by\)) +loses at
#include <stdio.h>

#include "alarm_awaited.h"
#include "lost_tp.h"

static uintptr_t no_task[64] __attribute__((aligned(16)));

static int loses(void *arg)
{
    for (size_t i = 0; i < 64; i++)
        no_task[i] = (uintptr_t)&no_task[i + 1 < 64 ? i + 1 : 0];
    alarm_is_set();
    LOSE_TP(no_task + 32);
    return arg != NULL;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "loses"};

    puts("before");
    rill_spawn(NULL, &opts, loses, NULL);
    rill_sleep_ns(RILL_S);
    return 1;
}
