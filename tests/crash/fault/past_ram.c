/* A store past the end of memory, far enough for every board. */
// expect-status: 139
// expect-out: ^rill: fault: store access fault at address 0xf0000000 \(cause 7\)$
// expect-out: ^rill: stopped with status 139$
#include <stdint.h>

int main(void)
{
    int *volatile past = (int *)(uintptr_t)0xf0000000;

    *(volatile int *)past = 1;
    return 0;
}
