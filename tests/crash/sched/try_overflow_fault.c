/* rill_try does not recover from the fault of a task that has overflowed its stack: the canary
 * is gone. */
// expect-status: 139
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
// expect-out: OVERFLOWED
// reject-out: survived
#include <stdio.h>

#include "overflow_digs.h"

static int task(void *arg)
{
    int got;

    (void)arg;
    rill_try(dig, &got, NULL);
    puts("survived");
    return 0;
}

int main(void)
{
    in_small_task(task);
    return 0;
}
