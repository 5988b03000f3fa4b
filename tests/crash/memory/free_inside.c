/* An address inside a block is freed. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): the address lies 24 bytes inside a block of 1\d\d bytes; give it what malloc returned, 0x[0-9a-f]+$
// expect-out: \b(misuse|main) at tests/crash/memory/free_inside.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = malloc(100);

    free(p + 24);
}

int main(void)
{
    misuse();
    return 0;
}
