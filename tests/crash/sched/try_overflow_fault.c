/* rill_try does not recover from the fault of a task that has overflowed its stack: the canary
 * is gone. */
// expect-status: 139
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\))$
// expect-out: OVERFLOWED
// reject-out: survived
#include <stdio.h>

#include "overflow_digs.h"

int main(void)
{
    int got;

    rill_try(dig, &got, NULL);
    puts("survived");
    return 0;
}
