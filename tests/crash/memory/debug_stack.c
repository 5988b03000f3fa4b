/* A stack address is freed: what malloc says of addresses that are not its own stays as it is. */
// make: HEAP=debug
// boards: virt,virt32
// expect-status: 134
// expect-out: ^rill: panic: free\(0x[0-9a-f]+\): the address lies on the stack of task 1; give it only what malloc returned$
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

int main(void)
{
    char on_stack[64];
    char *volatile p = on_stack;

    free(p);
    return 0;
}
