/* kernel/memory/blocks.c -- the lists of ended tasks' blocks: a block is taken out, all are named.
 * On one hart they are rill_blocks, a list for each size. On many harts rill_blocks has lists of
 * lists, and each hart has lists of its own: kernel/memory/many/spill.c. blocks.c and heap.c are
 * one thing and call each other: see heap.c. */
#include "guards.h"
#include "task.h"

struct rill_same rill_same; /* one hart */

void rill_same_forget(void)
{
    for (unsigned n = 0; n < RILL_HARTS; n++)
        rill_same_of(&rill_harts[n])->list = 0;
}

/* What follows a block in a list of rill_blocks: on one hart the next block, on many the first
 * block of the next list. */
static struct rill_block **next_of(struct rill_block *first)
{
    return RILL_MANY ? first->later : &first->next;
}

/* Take from the heap the first block that is of this kind or larger, and on many harts the list
 * that it begins; NULL: there is none. Only among large blocks the first may not fit. */
static struct rill_block *take_from_heap(rill_block_kind kind)
{
    struct rill_block **at = &rill_blocks[kind & 63], *first;

    while (*at && (*at)->task->kind < kind)
        at = next_of(*at);
    first = *at;
    if (first)
        *at = *next_of(first);
    return first;
}

struct rill_task *rill_block_take(rill_block_kind kind)
{
    struct rill_hart *h = rill_hart_of_task();
    unsigned list = kind & 63;
    struct rill_block *first;
    struct rill_task *t;

    if (RILL_MANY && list < RILL_BLOCK_LARGE &&
        (t = rill_block_again(h, rill_block_place_of(kind))))
        return t;
    rill_heap_enter();
    if (RILL_MANY && list == RILL_BLOCK_LARGE)
        rill_blocks_move_out(h, list);
    first = take_from_heap(kind);
    t = first ? first->task : rill_block_new(kind);
    if (!first && t)
        rill_guard_make(t->stack_low, t->kind);
    rill_lock_drop(&rill_heap_lock);
    if (RILL_MANY && first) {
        h->many->lists[list] = first->next;
        h->many->spilled =
            h->many->ended - 1; /* h has blocks of tasks that it did not end */
    }
    return t;
}

/* Name the tasks of all blocks in one list of the heap's. */
static void name_all(struct rill_block *first, const char *name)
{
    first->task->name = name;
    if (RILL_MANY)
        for (struct rill_block *b = first->next; b->task; b = b->next)
            b->task->name = name;
}

bool rill_blocks_gather(const char *name)
{
    bool any = false;

    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++) {
        struct rill_block *first, *later;

        if (RILL_MANY)
            rill_blocks_move_out(rill_hart_self(), list);
        for (first = rill_blocks[list]; first; first = later) {
            later = *next_of(first);
            name_all(first, name);
            any = true;
        }
        rill_blocks[list] = NULL;
    }
    return any;
}

/* On many harts a hart tells hooks from which task it came only when it leaves the next task
 * (kernel/watch/hooks.c); on one hart, before the next task runs. */
bool rill_blocks_told_of(void)
{
    return RILL_MANY && rill_hart_self()->watched;
}
