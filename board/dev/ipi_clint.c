/* board/dev/ipi_clint.c -- interrupts from hart to hart, by a CLINT.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor": a register
 * of 32 bits for each hart, of which bit 0 is that hart's mip.MSIP. */
#include <port/board.h>
#include <port/hart.h>
#include "mmio.h"

#define MOST_HARTS 4095 /* behind their registers are the comparators */

/* Called with nothing but writes to hand over, so the fence w, o that every write
 * to a device has (mmio.h) is enough; an AMO counts as one. */
void rill_ipi_send(uintptr_t hart_id)
{
    if (hart_id < MOST_HARTS)
        mmio_write32(rill_board_ipi.msip + 4 * hart_id, 1);
}

/* Our 0 comes behind the sender's 1 in the device, or we would be interrupted
 * once more; the sender's memory before its 1; our reads, by the fence, behind
 * our 0. */
void rill_ipi_clear(void)
{
    mmio_write32(rill_board_ipi.msip + 4 * rill_hart_id(), 0);
    __asm__ volatile("fence o, rw" ::: "memory");
}
