/* A variable is freed. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): the address lies in data, which malloc has not given out$
// expect-out: \b(misuse|main) at tests/crash/memory/free_static.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static char variable[64];

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = variable;

    free(malloc(10));
    free(p);
}

int main(void)
{
    misuse();
    return 0;
}
