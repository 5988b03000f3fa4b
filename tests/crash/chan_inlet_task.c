/* A task sends into a channel that trap handlers fill, and a value of theirs has no room. */
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 134
// expect-out: ^rill: panic: the channel at 0x[0-9a-f]+ has an inlet, and a task has sent into it
#include <rill/rill.h>

#include "../soft_trap.h"

RILL_CHAN(c, long, 1);
static struct rill_inlet inlet;
static long room[1], value = 5;

static void in_trap(void)
{
    rill_chan_send(&c, &value, RILL_POLL);
}

int main(void)
{
    soft_trap_on();
    rill_chan_inlet(&c, &inlet, room);
    soft_trap();
    rill_chan_send(&c, &value, RILL_POLL);
    rill_yield();
    return 0;
}
