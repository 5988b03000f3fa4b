/* An address inside a block is freed. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): the address lies in a block of 100 bytes; give it what malloc returned, 0x[0-9a-f]+; it was allocated at 0x[0-9a-f]+ by task 1$
// expect-out: ^  allocated at main at tests/crash/memory/debug_inside.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

int main(void)
{
    char *volatile p = malloc(100);

    free(p + 16);
    return 0;
}
