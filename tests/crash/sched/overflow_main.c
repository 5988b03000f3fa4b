/* Recursion without end in the first task. */
// m-mode: with a guard right below the stack no depth says that the recursion has no end; memory/guard_*.c
// expect-status: 139
// expect-out: ^rill: fault:
// expect-out: in task "main" on hart
// expect-out: ^  stack .*OVERFLOWED: sp is \d+ bytes below the bottom
// expect-out: ^          the calls repeat: of 0x[0-9a-f]+ there are \d+.*; a recursion without an end\?$
// expect-out: ^rill: stopped with status 139$
// reject-out: give it more
// reject-out: returned
#include <stdio.h>

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

int main(void)
{
    int r = recurse(0);

    printf("returned %d\n", r);
    return 0;
}
