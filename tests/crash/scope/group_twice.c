/* A group waited for twice. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_wait: this group has not begun, or was waited for already
#include <rill/rill.h>

static struct rill_group g;

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    rill_group_wait(&g, RILL_FOREVER);
    return rill_group_wait(&g, RILL_FOREVER);
}
