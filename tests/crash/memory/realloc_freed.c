/* realloc is given a block that is free. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: realloc\(0x[0-9a-f]+\): this block of 48 bytes is free already; free a block once, and do not use it afterwards$
// expect-out: \b(misuse|main) at tests/crash/memory/realloc_freed.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

__attribute__((noinline)) static void misuse(void)
{
    char *volatile p = malloc(40);

    free(p);
    p = realloc(p, 60);
}

int main(void)
{
    misuse();
    return 0;
}
