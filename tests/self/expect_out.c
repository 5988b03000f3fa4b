/* Does not say what it should. */
// expect-status: 0
// expect-out: ^something
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
