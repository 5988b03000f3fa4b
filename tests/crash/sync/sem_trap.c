/* A trap handler gives to a semaphore that was not made for it. */
// expect-status: 134
// expect-out: ^rill: panic: rill_sem_put: a trap handler gave to a semaphore that has not by_trap
#include <rill/rill.h>

#include "../../mode.h"

static struct rill_sem s;

/* As boot/trap.S enters a handler: tp points to the hart, xscratch is 0, interrupts are off. */
int main(void)
{
    __asm__ volatile("csrc " X "status, %0\n\t"
                     "csrrw tp, " X "scratch, zero"
                     :
                     : "r"(XSTATUS_IE)
                     : "memory");
    rill_sem_put(&s);
    return 0;
}
