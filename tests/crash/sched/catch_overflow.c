/* A task that has overflowed its stack does not come out of rill_catch_fault. */
// boards: virt
// expect-status: 139
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
// expect-out: OVERFLOWED
// reject-out: survived
#include <stdio.h>

#include "overflow_digs.h"

int main(void)
{
    int got;

    rill_catch_fault(dig, &got, NULL);
    puts("survived");
    return 0;
}
