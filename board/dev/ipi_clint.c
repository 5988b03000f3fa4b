/* board/dev/ipi_clint.c -- interrupts from hart to hart, by a CLINT, and the start of a
 * hart by such an interrupt. board/dev/ipi_sbi.c does this by firmware. Layout: SiFive
 * FU540-C000 manual, chapter "Core-Local Interruptor": a register of 32 bits for each
 * hart, of which bit 0 is that hart's mip.MSIP.
 *
 * All harts come out of reset at once, and all but the boot hart sleep in
 * boot/mode-m/entry.h. To start a hart, the boot hart enters it in the roll and
 * interrupts it.
 *
 * A machine of several sockets has a CLINT in each, and an mtime in each CLINT. The boot
 * hart's mtime is the clock. The comparators of another socket go by that socket's mtime,
 * which we set by the clock. */
#include <port/board.h>
#include <port/hart.h>
#include "clint.h"
#include "mmio.h"
#include "roll.h"

#define TRIES 100 /* to set a clock */

struct rill_roll rill_roll[RILL_HARTS];

/* 0: the hart has none. */
__attribute__((noinline)) static uintptr_t msip_by_place(uintptr_t hart_id)
{
    const struct rill_hart_place *p =
        rill_hart_place(RILL_HART_PLACES, hart_id);

    return p ? p->msip : 0;
}

__attribute__((always_inline)) static inline uintptr_t
msip_of(uintptr_t hart_id)
{
    if (__builtin_expect(RILL_HART_PLACES != NULL, 0))
        return msip_by_place(hart_id);
    return rill_board_ipi.msip + 4 * hart_id;
}

/* The caller hands over writes only, so the fence w, o of every write to a device
 * (mmio.h) is enough; an AMO counts as a write. */
void rill_ipi_send(uintptr_t hart_id)
{
    mmio_write32(msip_of(hart_id), 1);
}

/* Our 0 reaches the device after the sender's 1, or we would be interrupted once more.
 * The sender's memory was written before its 1, and the fence puts our reads behind our
 * 0. */
void rill_ipi_clear(void)
{
    mmio_write32(msip_of(rill_hart_id()), 0);
    __asm__ volatile("fence o, r" ::: "memory");
}

/* Write the word last, and send the IPI after it. */
bool rill_hart_start(uintptr_t hart_id, struct rill_hart *h, unsigned number)
{
    rill_roll_enter(hart_id, h, number);
    rill_ipi_send(hart_id);
    return true;
}

void rill_ipi_quiet(uintptr_t msip, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        mmio_write32(msip + 4 * i, 0);
}

/* ---- clocks ---- */

/* How far the other clock is ahead of ours; below 0: behind. We read it between two reads of
 * ours: however long they took, a clock that agrees is between the two, and 0 ahead. */
static int64_t ahead(uintptr_t mtime)
{
    uint64_t before = rill_clock_ticks(), other = rill_clint_clock(mtime);
    uint64_t after = rill_clock_ticks();

    if (other < before)
        return -(int64_t)(before - other);
    return other > after ? (int64_t)(other - after) : 0;
}

/* Write the low half 0 first, so it does not carry while we write the high half. The other
 * clock then lacks the time from our read of the clock to the last write. So we write that
 * much more the next time, and try until two tries took the same time within a few ticks. */
bool rill_clock_agree(uintptr_t mtime)
{
    int64_t few = (int64_t)rill_board.timer.hz / 1000000 + 2, lag = 0, off;

    for (int i = 0; off = ahead(mtime), off > few || off < -few; i++) {
        uint64_t now;

        if (i == TRIES)
            return false;
        if (i)
            lag -= off;
        mmio_write32(mtime, 0);
        now = rill_clock_ticks() + (uint64_t)lag;
        mmio_write32(mtime + 4, (uint32_t)(now >> 32));
        mmio_write32(mtime, (uint32_t)now);
    }
    return true;
}
