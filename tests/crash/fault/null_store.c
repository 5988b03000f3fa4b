/* A store through NULL. */
// expect-status: 139
// expect-out: ^rill: fault: store (access fault at address 0x0 \(cause 7\)|page fault at address 0x0 \(cause 15\)): a write to the null page$
// expect-out: ^  pc +0x[0-9a-f]+ +in task "main" on hart \d+$
// expect-out: ^  stack +0x[0-9a-f]+\.\.0x[0-9a-f]+, sp 0x[0-9a-f]+, \d+ .*bytes in use$
// expect-out: \bs11 +0x[0-9a-f]+
// expect-out: ^  at 0x[0-9a-f]+, sp 0x[0-9a-f]+$
// expect-out: ^rill: stopped with status 139$
// expect-out: ^before$
// reject-out: after
#include <stdio.h>

int main(void)
{
    volatile int *volatile nowhere = NULL;

    puts("before");
    *nowhere = 1;
    puts("after");
    return 0;
}
