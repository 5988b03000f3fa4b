/* exit(0): success, and Rill prints nothing. */
// expect-status: 0
// expect-out: ^at exit$
// reject-out: rill:
#include <stdio.h>
#include <stdlib.h>

static void at_exit(void)
{
    puts("at exit");
}

static int leave(int status)
{
    exit(status);
}

int main(void)
{
    atexit(at_exit);
    return leave(0);
}
