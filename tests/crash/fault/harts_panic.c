/* All harts panic at once: one report, whole. */
// image: 4
// harts: 4
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 134
// expect-out: ^rill: panic: hart \d is broken$
// expect-out: ^rill: stopped with status 134$
// reject-out: rill: panic[\s\S]*rill: panic
// reject-out: stopped with[\s\S]*stopped with
// reject-out: it broke again
#include <rill/rill.h>

#include "../../other_harts.h"

static volatile unsigned ready;

static void on_hart(unsigned number)
{
    __atomic_fetch_add(&ready, 1, __ATOMIC_RELAXED);
    while (ready < 4) {
    }
    on_hart_wanted = 0; /* the end of the machine has IPIs of its own */
    rill_panic("hart %u is broken", number);
}

int main(void)
{
    if (!harts_arrive(4))
        return 1;
    interrupt_others();
    on_hart(0);
    return 0;
}
