/* board/dev/ipi_clint.c -- interrupts from hart to hart, by a CLINT, and by them
 * the start of a hart. board/dev/ipi_sbi.c is the same by firmware.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor": a register
 * of 32 bits for each hart, of which bit 0 is that hart's mip.MSIP.
 *
 * All harts come out of reset at once, and those that are not the boot hart sleep in
 * boot/mode-m/entry.h. Who is wanted is entered in the roll, and interrupted. */
#include <stddef.h>
#include <port/board.h>
#include <port/frame.h>
#include <port/hart.h>
#include "mmio.h"

#define MOST_HARTS 4095 /* behind their registers are the comparators */

struct rill_roll { /* numbers in port/frame.h */
    uintptr_t id;
    struct rill_hart *hart;
    uint32_t word __attribute__((aligned(sizeof(uintptr_t))));
    uintptr_t unused;
};
_Static_assert(offsetof(struct rill_roll, id) == ROLL_ID, "frame.h");
_Static_assert(offsetof(struct rill_roll, hart) == ROLL_HART, "frame.h");
_Static_assert(offsetof(struct rill_roll, word) == ROLL_WORD, "frame.h");
_Static_assert(sizeof(struct rill_roll) == ROLL_BYTES, "frame.h");

struct rill_roll
    rill_roll[RILL_HARTS]; /* by a hart's number; the first is empty */

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
    __asm__ volatile("fence o, r" ::: "memory");
}

/* The word comes last, and the IPI after it. */
void rill_hart_start(uintptr_t hart_id, struct rill_hart *h, unsigned number)
{
    struct rill_roll *r = &rill_roll[number];

    r->id = hart_id;
    r->hart = h;
    __atomic_store_n(&r->word, ROLL_CALLED, __ATOMIC_RELEASE);
    rill_ipi_send(hart_id);
}
