/* kernel/memory/many/spill.c -- how ended tasks' blocks come from a hart's lists to the heap's:
 *
 *      hart 0: lists      hart 1: lists       without a lock: its own hart's
 *            \  whole ones    /
 *             rill_blocks                     lists of lists, under the heap's lock
 *
 * Tasks that start on one hart and end on another would leave all blocks at the second. So a hart
 * gives a list that gets long to the heap as it is, and a hart without a task gives all its lists;
 * a hart that finds no block takes a whole list from the heap. A hart that ends a task still stands
 * on that task's block, but that block is not yet in the list when the hart gives the list away.
 *
 * So a hart that runs may keep up to RILL_BLOCKS_MOST - 1 idle blocks of each size while another
 * hart runs out of memory, and these are not joined with the free blocks then (heap.c). That is the
 * price of starting tasks without a lock.
 *
 * We refused to let a hart that finds no block ask others for their lists, because it would get
 * only what the next task to end finds, which may always be the few blocks of one hart.
 */
#include "task.h"

struct rill_block rill_block_none;

/* The sizes of large blocks differ, so each of these blocks is a list of its own. */
void rill_blocks_move_out(struct rill_hart *h, unsigned list)
{
    struct rill_block *first = h->many->lists[list], *next;

    h->many->lists[list] = &rill_block_none;
    for (; first->task; first = next) {
        next = &rill_block_none;
        if (list == RILL_BLOCK_LARGE) {
            next = first->next;
            first->next = &rill_block_none;
            first->depth[0] = 1;
        }
        first->later[0] = rill_blocks[list];
        rill_blocks[list] = first;
    }
}

__attribute__((cold)) void rill_blocks_spill(struct rill_hart *h,
                                             rill_block_kind kind)
{
    rill_heap_enter();
    rill_blocks_move_out(h, kind & 63);
    rill_lock_drop(&rill_heap_lock);
}

void rill_blocks_spill_all(struct rill_hart *h)
{
    rill_heap_shut(h);
    if (h->many->spilled == h->many->ended)
        return;
    h->many->spilled = h->many->ended;
    rill_heap_enter();
    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++)
        rill_blocks_move_out(h, list);
    rill_lock_drop(&rill_heap_lock);
}
