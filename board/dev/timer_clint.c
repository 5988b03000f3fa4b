/* board/dev/timer_clint.c -- the machine timer of a CLINT, 32 bits at a time.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor"; mtime and
 * mtimecmp: privileged spec 1.12, 3.2.1.
 *
 * Every CLINT takes accesses of 32 bits, on every width. timer_clint64.c is its
 * twin for 64-bit harts with a CLINT that takes 64 bits at once. */
#include <port/board.h>
#include <port/hart.h>
#include "clint.h"
#include "mmio.h"

uint64_t rill_clock_ticks(void)
{
    return rill_clint_clock(rill_board.timer.mtime);
}

/* Between the two stores the comparator must not be below both the old and the new
 * value, or an unwanted interrupt comes. So first make low all ones (privileged spec
 * 1.12, 3.2.1). */
void rill_clock_arm(uint64_t when)
{
    uintptr_t cmp = rill_clint_comparator(rill_hart_id());

    mmio_write32(cmp, UINT32_MAX);
    mmio_write32(cmp + 4, (uint32_t)(when >> 32));
    mmio_write32(cmp, (uint32_t)when);
    rill_irq_accept_timer();
}

const char *rill_clock_name(void)
{
    return "clint";
}
