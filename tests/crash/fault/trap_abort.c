/* abort() in a trap handler, where no signal has a function: the report is that of a panic in a
 * handler. */
// expect-status: 134
// expect-out: ^rill: panic: abort\(\) was called
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
    return (abort(), 1);
}
