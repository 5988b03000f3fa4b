/* exit(3): the status is 3. */
// boards: all
// expect-status: 3
// expect-out: ^at exit$
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
    return leave(3);
}
