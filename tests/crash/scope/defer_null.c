/* A deferred call of no function. */
// expect-status: 134
// expect-out: ^rill: panic: rill_defer: fn is NULL; give it the function to run$
#include <rill/rill.h>

int main(void)
{
    struct rill_defer d;

    rill_defer(&d, NULL, NULL);
    return 0;
}
