/* A trap handler makes a call that is for tasks: the machine stops, and the report names the
 * call. */
// expect-status: 134
// expect-out: ^rill: panic: rill_mutex_lock was called from a trap handler, which must not block
#include <rill/rill.h>

#include "../../mode.h"

static struct rill_mutex m;

/* As boot/trap.S enters a handler: tp points to the hart, xscratch is 0, interrupts are off. */
int main(void)
{
    __asm__ volatile("csrc " X "status, %0\n\t"
                     "csrrw tp, " X "scratch, zero"
                     :
                     : "r"(XSTATUS_IE)
                     : "memory");
    return rill_mutex_lock(&m, RILL_FOREVER);
}
