/* A byte before a block is overwritten, and nobody frees it; the end finds it. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: rill_heap_check: bytes before a block of 24 bytes, 0x[0-9a-f]+, were overwritten; it was allocated at 0x[0-9a-f]+ by task 1$
// expect-out: ^  allocated at main at tests/crash/memory/debug_underrun.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

char *volatile p;

int main(void)
{
    p = calloc(2, 12);
    p[-1] = 1;
    return 0;
}
