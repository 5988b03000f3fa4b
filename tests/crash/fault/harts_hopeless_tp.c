/* A fault in a trap of another hart, which has lost its tp, and so all that belongs to the
 * hart: that hart can print nothing, and ends the machine. */
// image: 2
// harts: 2
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 134
// expect-out: ^before$
// reject-out: rill: (panic|fault)
#include <stdio.h>

#include <rill/rill.h>

#include "../../other_harts.h"

static void on_hart(unsigned number)
{
    on_hart_wanted = 0;
    __asm__ volatile("mv tp, %0\n\t"
                     "sw zero, 0(%0)"
                     :
                     : "r"(hart_forbidden(number)));
}

int main(void)
{
    puts("before");
    if (!harts_arrive(2))
        return 1;
    interrupt_others();
    rill_sleep_ns(10 * RILL_S);
    return 0;
}
