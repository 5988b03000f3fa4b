/* Arms that are not there. */
// expect-status: 139
// expect-out: ^rill: fault:
#include <rill/rill.h>

int main(void)
{
    return rill_select(NULL, 1, RILL_FOREVER);
}
