/* Recursion without end in the first task, where a guard lies right below the stack. */
// boards: virt-s
// expect-status: 139
// expect-out: ^rill: fault: store page fault at address 0x[0-9a-f]+ \(cause 15\)$
// expect-out: in task "main" on hart
// expect-out: ^  stack .*OVERFLOWED: sp is \d{1,4} bytes below the bottom
// expect-out: ^          the calls repeat: of 0x[0-9a-f]+ there are \d+.*; a recursion without an end\?$
// expect-out: ^          it needed \d{7} bytes at the least$
// expect-out: ^rill: stopped with status 139$
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
