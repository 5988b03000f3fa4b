/* A number of arms below 0. */
// expect-status: 134
// expect-out: ^rill: panic: rill_select: n is -1; it is the number of arms
#include <rill/rill.h>

int main(void)
{
    struct rill_arm arm = {0};

    return rill_select(&arm, -1, RILL_FOREVER);
}
