/* Says what it should not. */
// expect-status: 0
// reject-out: ^nothing
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
