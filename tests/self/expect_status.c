/* This program ends with a wrong status. */
// expect-status: 5
// expect-out: ^nothing
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
