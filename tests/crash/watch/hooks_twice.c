/* A program adds one set of hooks twice. */
// expect-status: 134
// expect-out: ^rill: panic: rill_hooks_add: these hooks were added already
#include <rill/rill.h>

static struct rill_hooks hooks;

int main(void)
{
    rill_hooks_add(&hooks);
    rill_hooks_add(&hooks);
    return 0;
}
