/* malloc_debug.c -- tests/memory/malloc.c with HEAP=debug; and what HEAP=debug alone has. */
// make: HEAP=debug
#define main malloc_main
#include "malloc.c"
#undef main
#include <rill/rill.h>

int main(void)
{
    int blocks = rill_heap_leaks(), r = malloc_main();
    char *p;

    if (blocks < 0 || rill_heap_check() != 0)
        return 1;
    p = malloc(10);
    for (int i = 0; i < 10; i++)
        if (p[i] != (char)0xcd)
            return 2;
    if (malloc_usable_size(p) != 10 || rill_heap_leaks() != blocks + 1)
        return 3;
    free(p);
    return rill_heap_leaks() == blocks ? r : 4;
}
