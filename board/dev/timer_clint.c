/* board/dev/timer_clint.c -- the machine timer of a CLINT.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor"; mtime and
 * mtimecmp: privileged spec 1.12, 3.2.1.
 *
 * All accesses are 32 bits wide, which every CLINT takes on every width: some
 * refuse 64, and one way is easier to be sure of than two. */
#include <port/board.h>
#include <port/hart.h>
#include "mmio.h"

#define MTIMECMP(hart) (0x4000 + 8 * (uintptr_t)(hart))
#define MTIME          0xbff8

/* The halves are read high, low, high: if high changed, low may belong to either
 * and is read again. */
static uint64_t ticks(const struct rill_timer_dev *t)
{
    uint32_t high, low;

    do {
        high = mmio_read32(t->base + MTIME + 4);
        low = mmio_read32(t->base + MTIME);
    } while (high != mmio_read32(t->base + MTIME + 4));
    return (uint64_t)high << 32 | low;
}

/* Between the two halves the comparator must not be smaller than the old value
 * or the new one, or an interrupt comes that nobody asked for: so low is made
 * as large as it gets first (privileged spec 1.12, 3.2.1). */
static void arm(const struct rill_timer_dev *t, uint64_t when)
{
    uintptr_t cmp = t->base + MTIMECMP(rill_hart_id());

    mmio_write32(cmp, UINT32_MAX);
    mmio_write32(cmp + 4, (uint32_t)(when >> 32));
    mmio_write32(cmp, (uint32_t)when);
}

const struct rill_timer_ops rill_timer_clint = {.ticks = ticks, .arm = arm};
