/* A task sends into a channel that trap handlers fill, and so a handler's value has no room. */
// expect-status: 134
// expect-out: ^rill: panic: the channel at 0x[0-9a-f]+ has an inlet, and a task has sent into it
#include <rill/rill.h>

#include "../../mode.h"

RILL_CHAN(c, long, 1);
static struct rill_inlet inlet;
static long room[1], value = 5;

/* As boot/trap.S enters and leaves a handler: tp points to the hart, xscratch is 0, interrupts
 * are off. */
static int send_in_trap(void)
{
    uintptr_t tp;
    int r;

    __asm__ volatile("csrc " X "status, %1\n\t"
                     "mv %0, tp\n\t"
                     "csrrw tp, " X "scratch, zero"
                     : "=&r"(tp)
                     : "r"(XSTATUS_IE)
                     : "memory");
    r = rill_chan_send(&c, &value, RILL_POLL);
    __asm__ volatile("csrw " X "scratch, tp\n\t"
                     "mv tp, %0\n\t"
                     "csrs " X "status, %1"
                     :
                     : "r"(tp), "r"(XSTATUS_IE)
                     : "memory");
    return r;
}

int main(void)
{
    rill_chan_inlet(&c, &inlet, room);
    if (send_in_trap() || rill_chan_send(&c, &value, RILL_POLL))
        return 1;
    rill_yield();
    return 0;
}
