/* kernel/memory/many/spill.c -- blocks of tasks that have ended, from a hart's lists to the
 * heap's:
 *
 *      hart 0: lists      hart 1: lists       without a lock: its own hart's
 *            \  whole ones    /
 *             rill_blocks                     lists of lists, under the heap's lock
 *
 * Tasks that start here and end there would leave all blocks there. So a list that gets
 * long goes to the heap as it is, and a hart that has nothing to do gives up all that it
 * has; a hart that finds no block takes a whole list from there. A hart that ends a task
 * still stands on that task's block; but the block is not yet in its list when the older
 * ones move.
 *
 * Less than RILL_BLOCKS_MOST of each size may so lie idle at a hart that runs, while another
 * runs out of memory, and are not joined with what is free then (heap.c). That is the
 * price of starting tasks without a lock.
 *
 * A hart is not asked for its lists by another that finds none: what the asker would get is what
 * the next task to end finds, which may always be the few blocks of one hart.
 */
#include "task.h"

struct rill_block rill_block_none;

/* Of large ones the sizes differ: each is a list of its own. */
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
    rill_lock_take(&rill_heap_lock);
    rill_blocks_move_out(h, kind & 63);
    rill_lock_drop(&rill_heap_lock);
}

void rill_blocks_spill_all(struct rill_hart *h)
{
    if (h->many->spilled == h->many->ended)
        return;
    h->many->spilled = h->many->ended;
    rill_lock_take(&rill_heap_lock);
    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++)
        rill_blocks_move_out(h, list);
    rill_lock_drop(&rill_heap_lock);
}
