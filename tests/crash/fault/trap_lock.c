/* A call for tasks in a trap handler: the machine stops, and says which. */
// expect-status: 134
// expect-out: ^rill: panic: rill_mutex_lock was called from a trap handler, which must not block
#include <rill/rill.h>

#include "../../mode.h"

static struct rill_mutex m;

/* As boot/trap.S enters one: tp is the hart, xscratch 0, no interrupts. */
int main(void)
{
    __asm__ volatile("csrc " X "status, %0\n\t"
                     "csrrw tp, " X "scratch, zero"
                     :
                     : "r"(XSTATUS_IE)
                     : "memory");
    return rill_mutex_lock(&m, RILL_FOREVER);
}
