/* kernel/many/blocks.c -- blocks of tasks that have ended, where harts are many. Its
 * twin is kernel/one/blocks.c.
 *
 *      hart 0: lists      hart 1: lists       without a lock: its own hart's
 *            \  halves       /
 *             rill_blocks                     under the heap's lock
 *
 * Tasks that start here and end there would leave all blocks there. So a list that gets
 * long goes to the heap whole, and a hart that has nothing to do gives up all that it
 * has; who finds none takes some from the heap. A hart that ends a task stands on its
 * block still; but that is not yet in its list when the older ones move.
 *
 * Less than RILL_BLOCKS_MOST of each size may so lie idle at a hart that runs, while another
 * runs out of memory. That is the price of starting tasks without a lock.
 *
 * Refused: lists that are given up when somebody asks. The one who asks gets what the
 * next task to end finds, which may always be the same hart's few.
 */
#include "task.h"

#define SOME (RILL_BLOCKS_MOST / 2) /* that many come at once */

struct rill_block rill_block_none;

static void move_out(struct rill_hart *h, unsigned list)
{
    while (h->lists[list]->task) {
        struct rill_block *b = h->lists[list];

        h->lists[list] = b->next;
        rill_block_push(&rill_blocks[list], b, b->task);
    }
}

__attribute__((cold)) void rill_blocks_spill(struct rill_hart *h, unsigned list)
{
    rill_lock_take(&rill_heap_lock);
    move_out(h, list);
    rill_lock_drop(&rill_heap_lock);
}

void rill_blocks_spill_all(struct rill_hart *h)
{
    if (h->spilled == h->ended)
        return;
    h->spilled = h->ended;
    rill_lock_take(&rill_heap_lock);
    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++)
        move_out(h, list);
    rill_lock_drop(&rill_heap_lock);
}

/* One that is large enough, first fit, from the heap's; with some more for the hart, if
 * all in the list have one size. With the heap's lock. */
static struct rill_task *take_from_heap(struct rill_hart *h,
                                        rill_block_kind kind)
{
    unsigned list = kind & 63;
    struct rill_block **at = &rill_blocks[list], *b;

    while (*at && (*at)->task->kind < kind)
        at = &(*at)->next;
    b = *at;
    if (!b)
        return NULL;
    *at = b->next;
    if (list < RILL_BLOCK_LARGE)
        for (int i = 0; i < SOME && rill_blocks[list]; i++) {
            struct rill_block *more = rill_blocks[list];

            rill_blocks[list] = more->next;
            more->depth = h->lists[list]->depth + 1;
            rill_block_push(&h->lists[list], more, more->task);
        }
    h->spilled = h->ended - 1; /* it has some that it did not end */
    return b->task;
}

/* Large ones are looked for among the heap's and this hart's own together. */
struct rill_task *rill_block_take(rill_block_kind kind)
{
    struct rill_hart *h = rill_hart_self();
    unsigned list = kind & 63;
    struct rill_task *t;

    if (list < RILL_BLOCK_LARGE &&
        (t = rill_block_again(h, rill_block_place_of(kind))))
        return t;
    rill_lock_take(&rill_heap_lock);
    if (list == RILL_BLOCK_LARGE)
        move_out(h, list);
    t = take_from_heap(h, kind);
    rill_lock_drop(&rill_heap_lock);
    return t ? t : rill_block_carve(kind);
}

void rill_same_forget(void)
{
    for (unsigned n = 0; n < RILL_HARTS; n++)
        rill_harts[n].same.list = 0;
}
