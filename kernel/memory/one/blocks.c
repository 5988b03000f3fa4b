/* kernel/memory/one/blocks.c -- the lists of ended tasks' blocks, on one hart. Its twin is
 * kernel/memory/many/blocks.c. It and heap.c are one thing and call each other: see heap.c. */
#include "task.h"

struct rill_same rill_same;

void rill_same_forget(void)
{
    rill_same.list = 0;
}

/* Take the first block that fits: only in the last list the first block may not fit. */
static struct rill_task *take_free(rill_block_kind kind)
{
    struct rill_block **at = &rill_blocks[kind & 63], *b;

    while (*at && (*at)->task->kind < kind)
        at = &(*at)->next;
    b = *at;
    if (!b)
        return NULL;
    *at = b->next;
    return b->task;
}

struct rill_task *rill_block_take(rill_block_kind kind)
{
    struct rill_task *t = take_free(kind);

    if (t)
        return t;
    return rill_block_new(kind);
}

bool rill_blocks_gather(const char *name)
{
    bool any = false;

    for (unsigned list = 0; list < RILL_BLOCK_LISTS; list++) {
        for (struct rill_block *b = rill_blocks[list]; b; b = b->next) {
            b->task->name = name;
            any = true;
        }
        rill_blocks[list] = NULL;
    }
    return any;
}

bool rill_blocks_told_of(void)
{
    return false; /* hooks hear of an end before the next task runs */
}
