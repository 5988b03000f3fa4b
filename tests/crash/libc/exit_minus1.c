/* exit(-1): 255, as every shell shows it. */
// expect-status: 255
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
    return leave(-1);
}
