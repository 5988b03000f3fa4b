/* A select of arms that are NULL. */
// expect-status: 139
// expect-out: ^rill: fault:
#include <rill/rill.h>

int main(void)
{
    return rill_select(NULL, 1, RILL_FOREVER);
}
