/* A block is freed twice: the report says where it was freed, and where it was allocated. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): this block of 40 bytes is free already; it was freed at 0x[0-9a-f]+ and had been allocated at 0x[0-9a-f]+ by task \d+$
// expect-out: ^  freed at first at tests/crash/memory/debug_twice.c:\d+
// expect-out: ^  allocated at main at tests/crash/memory/debug_twice.c:\d+
// expect-out: \b(second|main) at tests/crash/memory/debug_twice.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

__attribute__((noinline)) static void first(void *p)
{
    free(p);
    __asm__ volatile("");
}

__attribute__((noinline)) static void second(void *p)
{
    free(p);
    __asm__ volatile("");
}

int main(void)
{
    void *volatile p = realloc(NULL, 40);

    first(p);
    second(p);
    return 0;
}
