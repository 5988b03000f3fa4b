/* A group ended as if it were a mere context. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_end: this is a group's; rill_group_wait ends it
#include <rill/rill.h>

static struct rill_group g;

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    return rill_context_end(&g.context);
}
