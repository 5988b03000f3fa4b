/* board/dev/clint.h -- what the drivers of a CLINT share: its clock in two halves; and where a
 * hart has its registers, on machines of several CLINTs: rill_board.timer.places, in images
 * for more harts than one. */
#ifndef BOARD_DEV_CLINT_H
#define BOARD_DEV_CLINT_H

#include <stddef.h>
#include <port/board.h>
#include "mmio.h"

/* This reads the halves high, low, high. If high changed, low may belong to either
 * value, so it reads again. */
static inline uint64_t rill_clint_clock(uintptr_t mtime)
{
    uint32_t high, low;

    do {
        high = mmio_read32(mtime + 4);
        low = mmio_read32(mtime);
    } while (high != mmio_read32(mtime + 4));
    return (uint64_t)high << 32 | low;
}

/* NULL: the hart does not run this image. */
static inline const struct rill_hart_place *
rill_hart_place(const struct rill_hart_place *places, uintptr_t id)
{
    for (uintptr_t i = 0; i < RILL_HARTS; i++) {
        const struct rill_hart_place *p = &places[(id + i) % RILL_HARTS];

        if (p->id == id && p->mtimecmp)
            return p;
    }
    return NULL;
}

/* This hart's comparator. */
static inline uintptr_t rill_clint_comparator(uintptr_t id)
{
    if (__builtin_expect(RILL_HART_PLACES != NULL, 0))
        return rill_hart_place(RILL_HART_PLACES, id)->mtimecmp;
    return rill_board.timer.mtimecmp + 8 * id;
}

#endif
