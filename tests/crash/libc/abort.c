/* abort(): output first, then status 134. */
// expect-status: 134
// expect-out: ^said before
// reject-out: at exit
#include <stdio.h>
#include <stdlib.h>

static void at_exit(void)
{
    puts("at exit");
}

int main(void)
{
    atexit(at_exit);
    printf("said before");
    abort();
}
