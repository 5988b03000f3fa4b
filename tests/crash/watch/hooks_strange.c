/* A program removes hooks that it has never added. */
// expect-status: 134
// expect-out: ^rill: panic: rill_hooks_remove: these hooks were not added
#include <rill/rill.h>

static struct rill_hooks hooks;

int main(void)
{
    rill_hooks_remove(&hooks);
    return 0;
}
