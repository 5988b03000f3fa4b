/* kernel/many/blocks.c -- blocks of tasks that have ended, where harts are many. Its
 * twin is kernel/one/blocks.c.
 *
 *      hart 0: lists      hart 1: lists       without a lock: its own hart's
 *            \  halves       /
 *             rill_blocks                     under the heap's lock
 *
 * Tasks that start here and end there would leave all blocks there. So whoever finds
 * none, neither in his list nor in the heap's, says that they are wanted; and the next
 * hart that ends a task gives all that it has to the heap. It stands on its newest still,
 * which is not yet in its lists. Until then more are taken from the region; so no more
 * than were ever in use at once, and what lies idle at other harts when one says so.
 *
 * Refused: to count them, and to give half away when they are many: six instructions a
 * task more.
 */
#include "task.h"

#define SOME 8 /* that many come at once */

uint32_t rill_blocks_wanted;

__attribute__((cold)) void rill_blocks_spill(struct rill_hart *h)
{
    rill_lock_take(&rill_heap_lock);
    rill_blocks_wanted = 0;
    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++)
        while (h->lists[list]) {
            struct rill_block *b = h->lists[list];

            h->lists[list] = b->next;
            rill_block_push(&rill_blocks[list], b, b->task);
        }
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
            rill_block_push(&h->lists[list], more, more->task);
        }
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
    if (list == RILL_BLOCK_LARGE && h->lists[list])
        rill_blocks_spill(h);
    rill_lock_take(&rill_heap_lock);
    t = take_from_heap(h, kind);
    if (!t && rill_harts_arrived() > 1)
        rill_blocks_wanted = 1;
    rill_lock_drop(&rill_heap_lock);
    return t ? t : rill_block_carve(kind);
}

void rill_same_forget(void)
{
    for (unsigned n = 0; n < RILL_HARTS; n++)
        rill_harts[n].same.list = 0;
}
