/* kernel/paging/guards.c -- the guards of large blocks, and faults that are none any more.
 *
 * A hart keeps what it has read of the tables until it fences. So when a page's rights change, all
 * harts must fence, and firmware has them do that (rill_paging_fence_others). Where firmware cannot:
 *
 *   - a hart that does not know yet of a guard lets a stack run into it. Nobody else's memory is
 *     there; the canary below tells of it, as in a block without a guard;
 *   - a hart that does not know yet that a guard is gone faults at memory that is in use. The trap
 *     asks the tables, fences and does the access again (rill_paging_allows).
 *
 * Guards change when a block comes out of the heap or goes back, not when a task begins or ends.
 */
#include <port/board.h>
#include "grown.h"
#include "guards.h"
#include "paging.h"
#include "tables.h"

static struct rill_lock lock; /* of the tables; a leaf */

void rill_guard_change(uintptr_t block, rill_block_kind kind, bool on)
{
    uintptr_t from = rill_guard_low(block);

    rill_lock_take(&lock);
    rill_rights_set(from, from + rill_guard_bytes(kind),
                    on ? RILL_NOTHING : RILL_DATA);
    rill_lock_drop(&lock);
    rill_paging_fence();
    if (RILL_MANY)
        rill_paging_fence_others();
}

void rill_stack_reach_down(void)
{
    if (rill_is_grown(rill_stack_pointer()))
        __asm__ volatile("lb zero, %0(sp)" : : "i"(-RILL_REACH) : "memory");
}

bool rill_paging_allows(uintptr_t cause, uintptr_t at)
{
    unsigned wants = cause == CAUSE_FETCH_PAGE   ? PAGE_X
                     : cause == CAUSE_LOAD_PAGE  ? PAGE_R
                     : cause == CAUSE_STORE_PAGE ? PAGE_W
                                                 : 0;

    if (wants && rill_entry_for(at) & wants) {
        rill_paging_fence();
        return true;
    }
    return wants & (PAGE_R | PAGE_W) && rill_is_grown(at) &&
           rill_grown->touched(at);
}
