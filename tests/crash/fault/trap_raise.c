/* raise() in a trap handler: the machine stops, and the report says what to do instead. */
// expect-status: 134
// expect-out: ^rill: panic: raise was called from a trap handler
#include <signal.h>
#include <stdlib.h>

#include <rill/rill.h>

#include "../../mode.h"

static void never(int sig)
{
    (void)sig;
    rill_panic("it ran in a trap");
}

/* As boot/trap.S enters a handler: tp points to the hart, xscratch is 0, interrupts are off. */
int main(void)
{
    signal(SIGUSR1, never);
    signal(SIGABRT, never);
    __asm__ volatile("csrc " X "status, %0\n\t"
                     "csrrw tp, " X "scratch, zero"
                     :
                     : "r"(XSTATUS_IE)
                     : "memory");
    return raise(SIGUSR1);
}
