/* exit(256): a byte cannot hold it, and 0 would be a false success. */
// expect-status: 255
// expect-out: ^at exit$
// expect-out: 256
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
    return leave(256);
}
