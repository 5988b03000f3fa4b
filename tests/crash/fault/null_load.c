/* A load through NULL. */
// boards: all
// expect-status: 139
// expect-out: ^rill: fault: load (access fault at address 0x0 \(cause 5\)|page fault at address 0x0 \(cause 13\)): a read of the null page$
// expect-out: ^rill: stopped with status 139$
#include <stddef.h>

int main(void)
{
    volatile int *volatile nowhere = NULL;

    return *nowhere;
}
