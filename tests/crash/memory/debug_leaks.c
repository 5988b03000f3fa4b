/* What is not freed is listed at the end, by the places that allocated it. */
// make: HEAP=debug
// boards: virt,virt32,hifive1
// expect-status: 0
// expect-out: ^freed what it could$
// expect-out: ^rill: not freed:$
// expect-out: ^rill:   3 blocks, 300 bytes, allocated at 0x[0-9a-f]+$
// expect-out: ^rill:   1 block, 64 bytes, allocated at 0x[0-9a-f]+$
// expect-out: ^rill:   1 block, 66 bytes, allocated at 0x[0-9a-f]+$
// expect-out: ^rill:   1 block, 67 bytes, allocated at 0x[0-9a-f]+$
// expect-out: ^rill:   1 block, 70 bytes, allocated at 0x[0-9a-f]+$
// expect-out: ^rill:   1 block, 71 bytes, allocated at 0x[0-9a-f]+$
// reject-out: ^rill:.* 20 bytes
// reject-out: allocated at .* libc-shim
// expect-out: ^  allocated at leaky at tests/crash/memory/debug_leaks.c:\d+
// expect-out: ^  allocated at main at tests/crash/memory/debug_leaks.c:\d+
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

char *volatile kept;

__attribute__((noinline)) static void leaky(void)
{
    kept = malloc(100);
}

int main(void)
{
    char *volatile p = malloc(20);

    for (int i = 0; i < 3; i++)
        leaky();
    kept = memalign(64, 64);
    posix_memalign((void **)&kept, 128, 66);
    kept = aligned_alloc(16, 67);
    kept = reallocarray(NULL, 10, 7);
    kept = realloc(malloc(7), 71);
    free(p);
    puts("freed what it could");
    return 0;
}
