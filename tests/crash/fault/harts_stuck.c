/* A hart does not stop when it is asked, because it spins with interrupts off: the report waits
 * one second for that hart and no longer. */
// image: 2
// harts: 2
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 134
// expect-out: ^rill: panic: without it$
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

#include "../../other_harts.h"

static volatile unsigned stuck;

static void on_hart(unsigned number)
{
    on_hart_wanted = 0;
    (void)number;
    stuck = 1;
    for (;;) {
    }
}

int main(void)
{
    if (!harts_arrive(2))
        return 1;
    interrupt_others();
    while (!stuck)
        rill_yield();
    rill_panic("without it");
}
