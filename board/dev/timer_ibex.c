/* board/dev/timer_ibex.c -- the timer of lowRISC's OpenTitan, for its one hart.
 * Registers: OpenTitan, "RV Timer" hardware IP, register table.
 *
 * .timer.mtime is the device's base: clock and comparator lie in it, and so does
 * what turns it on. How long a tick is, CFG0 says: as reset or a boot ROM left it.
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

/* The clock stands still until it is told to go, and nobody is told when the first
 * look at it is: so every look tells it. High, low, high, as in timer_clint.c. */
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

/* Never early in between, as in timer_clint.c. The interrupt is a mark that stays
 * when the comparator has moved on: it is taken off last, and comes back at once if
 * `when` has passed. */
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
