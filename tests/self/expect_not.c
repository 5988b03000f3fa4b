/* This program prints what it must not print. */
// expect-status: 0
// reject-out: ^nothing
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
