/* A trap of hart 3 that overflows the trap stack of that hart. */
// m-mode: the guard is PMP's
// boards: virt,virt32
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store access fault at address 0x[0-9a-f]+ .cause 7.: a write to the guard below the trap stack$
// expect-out: ^rill: stopped with status 139$
// image: 4
// harts: 4
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-out: on hart 3$
#include <rill/rill.h>

#include "../../other_harts.h"

__attribute__((noinline)) static int dig(volatile int n)
{
    return n ? dig(n - 1) + n : 0;
}

static void on_hart(unsigned number)
{
    on_hart_wanted = 0;
    if (number == 3)
        dig(100000);
}

int main(void)
{
    if (!harts_arrive(4))
        return 1;
    on_hart_wanted = 1;
    interrupt_hart(3);
    rill_sleep_ns(10 * RILL_S);
    return 0;
}
