/* Ends as it should not. */
// expect-status: 5
// expect-out: ^nothing
#include <stdio.h>

int main(void)
{
    puts("nothing");
    return 0;
}
