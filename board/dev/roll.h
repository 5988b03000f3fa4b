/* board/dev/roll.h -- the roll: which struct rill_hart a hart is to be. The boot hart enters a
 * hart before the driver starts that hart, which then looks for its id (FIND_IN_ROLL in
 * boot/many/harts.h) and takes the word away by a swap. Each driver that starts harts defines
 * rill_roll. */
#ifndef BOARD_ROLL_H
#define BOARD_ROLL_H

#include <stddef.h>
#include <stdint.h>
#include <port/frame.h>

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

extern struct rill_roll
    rill_roll[]; /* by a hart's number; the first is empty */

/* The word comes last: a hart that sees it sees the others. */
static inline void rill_roll_enter(uintptr_t hart_id, struct rill_hart *h,
                                   unsigned number)
{
    struct rill_roll *r = &rill_roll[number];

    r->id = hart_id;
    r->hart = h;
    __atomic_store_n(&r->word, ROLL_CALLED, __ATOMIC_RELEASE);
}

#endif
