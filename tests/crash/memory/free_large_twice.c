/* A large block is freed twice. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): (this block of \d+ bytes is free already; free a block once, and do not use it afterwards|malloc has not given out this address, or its block is free already)$
// expect-out: \b(misuse|main) at tests/crash/memory/free_large_twice.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = malloc(3000), *volatile q = malloc(40);

    free(p);
    free(p);
    free(q);
}

int main(void)
{
    misuse();
    return 0;
}
