/* A jump into the void high up. */
// expect-status: 139
// expect-out: ^rill: fault: instruction (access fault at address 0xf0000000 \(cause 1\)|page fault at address 0xf0000000 \(cause 12\)): running what is no memory$
// expect-out: ^rill: stopped with status 139$
#include <stdint.h>

int main(void)
{
    int (*volatile nowhere)(void) = (int (*)(void))(uintptr_t)0xf0000000;

    return nowhere() + 1;
}
