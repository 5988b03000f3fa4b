/* A member without a function. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_go: fn is NULL
#include <rill/rill.h>

static struct rill_group g;

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    return rill_group_go(&g, NULL, NULL, NULL);
}
