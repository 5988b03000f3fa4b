/* quick_exit calls its functions, the last one first, and none of atexit's; the status is its
 * argument. */
// expect-status: 3
// expect-out: ^registered 32 of 33\nthird\nsecond\nfirst$
// reject-out: at exit
#include <stdio.h>
#include <stdlib.h>

static void at_exit(void)
{
    puts("at exit");
}

static void first(void)
{
    puts("first");
}

static void second(void)
{
    puts("second");
}

static void third(void)
{
    puts("third");
}

static void nothing(void)
{
}

int main(void)
{
    int n = 0;

    atexit(at_exit);
    n += at_quick_exit(first) == 0;
    n += at_quick_exit(second) == 0;
    n += at_quick_exit(third) == 0;
    for (int i = 0; i < 30; i++)
        n += at_quick_exit(nothing) == 0;
    printf("registered %d of 33\n", n);
    quick_exit(3);
}
