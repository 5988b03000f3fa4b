/* An address that is nothing is freed, before malloc was ever called. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: free\(0x10\): malloc has not given out this address, or its block is free already$
// expect-out: \b(misuse|main) at tests/crash/memory/free_wild.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = (char *)(uintptr_t)16;

    free(p);
}

int main(void)
{
    misuse();
    return 0;
}
