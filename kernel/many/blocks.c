/* kernel/many/blocks.c -- blocks of tasks that have ended, where harts are many. Its
 * twin is kernel/one/blocks.c.
 *
 *      hart 0: lists      hart 1: lists       without a lock: its own hart's
 *            \  halves       /
 *             rill_blocks                     under the heap's lock
 *
 * Tasks that start here and end there would leave all blocks there: so a list that
 * gets long gives half of it to the heap's lists, and one that is empty takes some
 * from there. A hart that ends a task stands on its block still, which is the newest of
 * its list: so what moves are the older ones.
 * Some of each size may so lie idle at a hart while another runs out of memory: less
 * than RILL_BLOCKS_MOST. That is the price of starting tasks without a lock.
 */
#include "../task.h"

#define SOME 8 /* that many come at once */

/* From the hart's list to the heap's, down to `left`. With the heap's lock. */
static void move_out(struct rill_hart *h, unsigned list, unsigned left)
{
    while (h->list_lengths[list] > left) {
        struct rill_block *b = h->lists[list];

        h->lists[list] = b->next;
        h->list_lengths[list]--;
        rill_block_push(&rill_blocks[list], b, b->task);
    }
}

void rill_blocks_spill(struct rill_hart *h, unsigned list)
{
    rill_lock_take_as(&rill_heap_lock, h);
    move_out(h, list, RILL_BLOCKS_MOST / 2);
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
            h->list_lengths[list]++;
        }
    return b->task;
}

struct rill_task *rill_block_take(rill_block_kind kind)
{
    struct rill_hart *h = rill_hart_self();
    unsigned list = kind & 63;
    struct rill_task *t;

    if (list < RILL_BLOCK_LARGE && (t = rill_block_again(h, list + 1)))
        return t;
    rill_lock_take_as(&rill_heap_lock, h);
    if (list == RILL_BLOCK_LARGE)
        move_out(h, list, 0);
    t = take_from_heap(h, kind);
    rill_lock_drop(&rill_heap_lock);
    return t ? t : rill_block_carve(kind);
}

/* Of the harts' own the lengths are known; their links are nobody else's to follow. So
 * the bytes of other harts' large ones are not known, and count as used. */
size_t rill_blocks_free(size_t *bytes)
{
    struct rill_hart *self = rill_hart_self();
    size_t count = 0;

    *bytes = 0;
    rill_lock_take_as(&rill_heap_lock, self);
    move_out(self, RILL_BLOCK_LARGE, 0);
    for (unsigned i = 0; i < RILL_BLOCK_LISTS; i++)
        for (const struct rill_block *b = rill_blocks[i]; b; b = b->next) {
            *bytes += RILL_BLOCK_BYTES(b->task->kind);
            count++;
        }
    rill_lock_drop(&rill_heap_lock);
    for (unsigned n = 0; n < RILL_HARTS; n++)
        for (unsigned i = 0; i <= RILL_BLOCK_LARGE; i++) {
            size_t some = rill_harts[n].list_lengths[i];

            count += some;
            if (i < RILL_BLOCK_LARGE)
                *bytes += some * rill_block_list_bytes(i);
        }
    return count;
}

void rill_same_forget(void)
{
    for (unsigned n = 0; n < RILL_HARTS; n++)
        rill_harts[n].same.list = 0;
}
