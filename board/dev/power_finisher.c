/* board/dev/power_finisher.c -- QEMU's "sifive,test1" device: ends the machine.
 * Values: QEMU 7.2, include/hw/misc/sifive_test.h. A status is 16 bits there,
 * but QEMU's own exit status has 8.
 *
 * The store asks, and the machine ends some time later: QEMU 7.2 before the next
 * instruction, QEMU 10 after some thousands. A read that follows happens after the
 * store has arrived, on hardware, too (a bus does not let a read overtake a store). */
#include <port/board.h>
#include "mmio.h"

#define FINISHER_FAIL 0x3333u
#define FINISHER_PASS 0x5555u

#define END_LOOKS 1000000 /* then we take it that nothing ends the machine */

static void off(const struct rill_power *p, int status)
{
    mmio_write32(p->base, status ? (uint32_t)status << 16 | FINISHER_FAIL
                                 : FINISHER_PASS);
    for (unsigned looks = 0; looks < END_LOOKS; looks++)
        mmio_read32(p->base);
}

const struct rill_power_ops rill_power_finisher = {.name = "finisher",
                                                   .off = off};
