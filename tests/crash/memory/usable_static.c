/* malloc_usable_size is given a variable. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: malloc_usable_size\(0x[0-9a-f]+\): the address lies in data, which malloc has not given out$
// expect-out: \b(misuse|main) at tests/crash/memory/usable_static.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static char variable[64];

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = variable;

    if (malloc_usable_size(p))
        exit(1);
}

int main(void)
{
    misuse();
    return 0;
}
