/* A variable on the stack is freed. */
// boards: all
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): the address lies on the stack of task 1; give it only what malloc returned$
// expect-out: \b(misuse|main) at tests/crash/memory/free_stack.c:\d+
// expect-out: ^rill: stopped with status 134$
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

__attribute__((noinline)) static void misuse(void)
{
    char here[32];
    char *volatile p = here;

    free(malloc(10));
    free(p);
}

int main(void)
{
    misuse();
    return 0;
}
