/* board/dev/rtc_goldfish.c -- the clock of QEMU's virt and of Android's emulator,
 * "google,goldfish-rtc". Registers: Android's docs/GOLDFISH-VIRTUAL-HARDWARE.TXT,
 * "Goldfish real-time clock"; QEMU 7.2, hw/rtc/goldfish_rtc.c.
 *
 * Reading the lower half latches the upper one. All harts share the latch, so another
 * hart may read between our two reads: then our upper half belongs to a time that is
 * not earlier than our lower half's. So we read the pair twice. If the two upper halves
 * are equal, the second lower half, which we read between them, belongs to that upper
 * half. */
#include <port/board.h>
#include "mmio.h"

enum { TIME_LOW = 0, TIME_HIGH = 4 };

const char rill_rtc_compatible[] = "google,goldfish-rtc";

uint64_t rill_rtc_ns(uintptr_t base)
{
    uint32_t low, high, before;

    (void)mmio_read32(base + TIME_LOW);
    high = mmio_read32(base + TIME_HIGH);
    do {
        before = high;
        low = mmio_read32(base + TIME_LOW);
        high = mmio_read32(base + TIME_HIGH);
    } while (high != before);
    return (uint64_t)high << 32 | low;
}
