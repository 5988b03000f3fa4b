/* kernel/memory/many/blocks.c -- the lists of ended tasks' blocks, on many harts. Its twin is
 * kernel/memory/one/blocks.c. It and heap.c are one thing and call each other: see heap.c.
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
 * We refused to let harts give up their lists when another hart asks, because the asker would get
 * only what the next task to end finds, which may always be the few blocks of one hart.
 */
#include "task.h"

struct rill_block rill_block_none;

/* Move a list to the heap. The sizes of large blocks differ, so each of these is a list of its own.
 * With the heap's lock held. */
static void move_out(struct rill_hart *h, unsigned list)
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
    move_out(h, kind & 63);
    rill_lock_drop(&rill_heap_lock);
}

void rill_blocks_spill_all(struct rill_hart *h)
{
    if (h->many->spilled == h->many->ended)
        return;
    h->many->spilled = h->many->ended;
    rill_lock_take(&rill_heap_lock);
    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++)
        move_out(h, list);
    rill_lock_drop(&rill_heap_lock);
}

/* Take from the heap the first list of blocks of this kind or larger; NULL: there is none. Only
 * among large blocks the first list may not fit. */
static struct rill_block *take_from_heap(rill_block_kind kind)
{
    struct rill_block **at = &rill_blocks[kind & 63], *first;

    while (*at && (*at)->task->kind < kind)
        at = &(*at)->later[0];
    first = *at;
    if (first)
        *at = first->later[0];
    return first;
}

struct rill_task *rill_block_take(rill_block_kind kind)
{
    struct rill_hart *h = rill_hart_self();
    unsigned list = kind & 63;
    struct rill_block *first;
    struct rill_task *t;

    if (list < RILL_BLOCK_LARGE &&
        (t = rill_block_again(h, rill_block_place_of(kind))))
        return t;
    rill_lock_take(&rill_heap_lock);
    if (list == RILL_BLOCK_LARGE)
        move_out(h, list);
    first = take_from_heap(kind);
    t = first ? first->task : rill_block_new(kind);
    rill_lock_drop(&rill_heap_lock);
    if (!first)
        return t;
    h->many->lists[list] = first->next;
    h->many->spilled = h->many->ended - 1; /* h has blocks to spill again */
    return t;
}

bool rill_blocks_gather(const char *name)
{
    struct rill_hart *h = rill_hart_self();
    bool any = false;

    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++) {
        struct rill_block *first, *later;

        move_out(h, list);
        for (first = rill_blocks[list]; first; first = later) {
            later = first->later[0];
            for (struct rill_block *b = first; b->task; b = b->next) {
                b->task->name = name;
                any = true;
            }
        }
        rill_blocks[list] = NULL;
    }
    return any;
}

/* A hart tells hooks from which task it came only when it leaves the next task:
 * kernel/watch/hooks.c. */
bool rill_blocks_told_of(void)
{
    return rill_hart_self()->watched;
}

void rill_same_forget(void)
{
    for (unsigned n = 0; n < RILL_HARTS; n++)
        rill_harts[n].many->same.list = 0;
}
