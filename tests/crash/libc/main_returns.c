/* main's result is the status; all output arrives, also an unfinished line. */
// expect-status: 17
// expect-out: ^no newline at the end$
// reject-out: rill:
#include <stdio.h>

int main(void)
{
    printf("no newline at the end");
    return 17;
}
