/* board/dev/timer_ibex.c -- the timer of lowRISC's OpenTitan, for its one hart.
 * Registers: OpenTitan, "RV Timer" hardware IP, register table.
 *
 * .timer.mtime is the device's base: the clock, the comparator and the register that
 * starts the clock lie in it. CFG0 says how long a tick is; we leave it as reset or a
 * boot ROM set it.
 */
#include <port/board.h>
#include <port/hart.h>
#include "mmio.h"

#define REG_CTRL          0x004
#define REG_LOWER         0x104
#define REG_UPPER         0x108
#define REG_COMPARE_LOWER 0x10c
#define REG_COMPARE_UPPER 0x110
#define REG_INTR_ENABLE   0x114
#define REG_INTR_STATE    0x118

#define CTRL_ACTIVE 1
#define INTR_TIMER  1

/* The clock stands still until it is started. The driver does not know which read is
 * the first, so every read starts it. The halves are read high, low, high, as in
 * timer_clint.c. */
uint64_t rill_clock_ticks(void)
{
    uintptr_t base = rill_board.timer.mtime;
    uint32_t high, low;

    mmio_write32(base + REG_CTRL, CTRL_ACTIVE);
    do {
        high = mmio_read32(base + REG_UPPER);
        low = mmio_read32(base + REG_LOWER);
    } while (high != mmio_read32(base + REG_UPPER));
    return (uint64_t)high << 32 | low;
}

/* Between the stores no interrupt comes early, as in timer_clint.c. The interrupt's
 * mark stays when the comparator moves on. So we clear the mark last, and it comes back
 * at once if `when` has passed. */
void rill_clock_arm(uint64_t when)
{
    uintptr_t base = rill_board.timer.mtime;

    mmio_write32(base + REG_CTRL, CTRL_ACTIVE);
    mmio_write32(base + REG_COMPARE_LOWER, UINT32_MAX);
    mmio_write32(base + REG_COMPARE_UPPER, (uint32_t)(when >> 32));
    mmio_write32(base + REG_COMPARE_LOWER, (uint32_t)when);
    mmio_write32(base + REG_INTR_ENABLE, INTR_TIMER);
    mmio_write32(base + REG_INTR_STATE, INTR_TIMER);
    rill_irq_accept_timer();
}

const char *rill_clock_name(void)
{
    return "ibex";
}
