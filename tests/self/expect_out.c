/* This program does not print what it must print. */
// expect-status: 0
// expect-out: ^something
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
