/* A program removes a hook of panics that it has not added. */
// expect-status: 134
// expect-out: ^rill: panic: rill_panic_hook_remove: this hook was not added$
#include <rill/rill.h>

static struct rill_panic_hook hook;

int main(void)
{
    rill_panic_hook_remove(&hook);
    return 0;
}
