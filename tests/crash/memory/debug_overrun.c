/* A byte behind a block's end is overwritten; free finds it. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: free: byte 1 behind the end of a block of 20 bytes, 0x[0-9a-f]+, was overwritten; it was allocated at 0x[0-9a-f]+ by task 1$
// expect-out: ^  allocated at (taken|main) at tests/crash/memory/debug_overrun.c:\d+
// expect-out: \b(misuse|main) at tests/crash/memory/debug_overrun.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

__attribute__((noinline)) static char *taken(void)
{
    char *volatile p = malloc(20);

    return p;
}

__attribute__((noinline)) static void misuse(volatile char *p)
{
    p[21] = 1;
    free((char *)p);
}

int main(void)
{
    misuse(taken());
    return 0;
}
