/* A call of a NULL function: the pc says nothing, the backtrace must. */
// expect-status: 139
// expect-out: ^rill: fault: instruction (access fault at address 0x0 \(cause 1\)|page fault at address 0x0 \(cause 12\)): running the null page$
// expect-out: ^  pc +0x0 +in task "main"
// expect-out: ^  at 0x[0-9a-f]*[1-9a-f]
// expect-out: ^rill: stopped with status 139$
#include <stddef.h>

int main(void)
{
    int (*volatile nowhere)(void) = NULL;

    return nowhere() + 1;
}
