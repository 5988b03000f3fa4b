/* board/dev/timer_clint64.c -- the machine timer of a CLINT that takes 64 bits at once,
 * on a hart that has registers of 64: so no value can be torn. Its twin for other
 * CLINTs and for 32-bit harts is timer_clint.c. Layout: SiFive FU540-C000 manual,
 * chapter "Core-Local Interruptor"; mtime and mtimecmp: privileged spec 1.12, 3.2.1. */
#include <port/board.h>
#include <port/hart.h>
#include "clint.h"
#include "mmio.h"

_Static_assert(sizeof(uintptr_t) == 8, "32-bit harts: timer_clint.c");

uint64_t rill_clock_ticks(void)
{
    return mmio_read64(rill_board.timer.mtime);
}

void rill_clock_arm(uint64_t when)
{
    mmio_write64(rill_clint_comparator(rill_hart_id()), when);
    rill_irq_accept_timer();
}

const char *rill_clock_name(void)
{
    return "clint";
}
