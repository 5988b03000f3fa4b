/* A block is written after its free, and the memory goes back to the heap much later. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: free: byte 3 of a block of 100 bytes, 0x[0-9a-f]+, was written after its free; it was freed at 0x[0-9a-f]+ and had been allocated at 0x[0-9a-f]+ by task 1$
// expect-out: ^  freed at main at tests/crash/memory/debug_use.c:\d+
// expect-out: ^  allocated at main at tests/crash/memory/debug_use.c:\d+
// expect-out: ^rill: stopped with status 134$
// reject-out: not found
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *volatile p = malloc(100);

    free(p);
    ((volatile char *)p)[3] = 1;
    for (int i = 0; i < 1000; i++) {
        char *volatile other = malloc(8);

        free(other);
    }
    puts("not found");
    return 0;
}
