/* A panic in an image with short reports. */
// make: REPORTS=short
// expect-status: 134
// expect-out: ^unfinished$
// expect-out: ^rill: panic 0x[0-9a-f]+ 0x0 at 0x[0-9a-f]+$
// expect-out: ^rill: that was: panic: all of %c$
// reject-out: ^  at
#include <stdio.h>

#include <rill/rill.h>

int main(void)
{
    printf("unfinished");
    rill_panic("all of %c", 'c');
}
