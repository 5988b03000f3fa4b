/* rill_go without a function. */
// expect-status: 134
// expect-out: ^rill: panic: rill_spawn: fn is NULL
#include <rill/rill.h>

int main(void)
{
    return rill_go(NULL, NULL);
}
