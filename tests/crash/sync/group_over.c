/* A wait group: more is added than it can count. */
// expect-status: 134
// expect-out: ^rill: panic: rill_waitgroup_add: 4294967295 more and the count goes over
#include <rill/rill.h>

static struct rill_waitgroup wg;

int main(void)
{
    rill_waitgroup_add(&wg, 1);
    rill_waitgroup_add(&wg, UINT32_MAX);
    return 0;
}
