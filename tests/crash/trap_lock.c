/* A call for tasks in a trap handler: the machine stops, and says which. */
// expect-status: 134
// expect-out: ^rill: panic: rill_mutex_lock was called from a trap handler, which must not block
#include <rill/rill.h>

#include "../soft_trap.h"

static struct rill_mutex m;

static void in_trap(void)
{
    rill_mutex_lock(&m, RILL_FOREVER);
}

int main(void)
{
    soft_trap_on();
    soft_trap();
    return 0;
}
