/* kernel/malloc/gaps.c -- malloc's pages among tasks' blocks: the pages of the block of an ended task
 * become malloc's, and tasks' again when malloc has given them back.
 *
 *     | low end | up to a page's begin | pages | up to the end of a page | the task's struct |
 *
 * What a block without a task needs at its two ends stays, so walks from block to block pass a gap as
 * they pass any block. */
#include "heap.h"
#include "runs.h"
#include "task.h"

/* As much as a block needs at its low end, and a multiple of 64. */
#define LOW_END 128
_Static_assert(sizeof(struct rill_block) <= LOW_END, "a block's low end");

/* The pages of a block, from *first on; 0: it has none. */
static uint32_t pages_of_gap(const struct rill_task *t, uint32_t *first)
{
    uintptr_t from = t->stack_low + sizeof(struct rill_block);
    uint32_t to = rill_page_of(t);

    *first = rill_page_of((void *)(from + RILL_PAGE_BYTES - 1));
    return to > *first ? to - *first : 0;
}

RILL_PART(pages_gap) bool rill_gap_open(struct rill_task *t)
{
    uint32_t first, n;

    if (!rill_runs.words || !(n = pages_of_gap(t, &first)))
        return false;
    if (!rill_runs.gapped) {
        uint32_t from = rill_page_of((void *)rill_heap_brk);

        rill_run_clear(from, rill_runs.all - from);
        rill_runs.gapped = true;
    }
    rill_run_join(first, n);
    t->name = rill_gap;
    t->kind |= RILL_BLOCK_VALUES; /* so nobody takes it for a free block */
    rill_gap_bytes += RILL_BLOCK_BYTES(t->kind & ~RILL_BLOCK_VALUES);
    return true;
}

/* Make [low, end) a block of no task; a gap or not. */
static void lay_out(uintptr_t low, uintptr_t end, bool is_gap)
{
    struct rill_task *t =
        rill_block_lay_out((struct rill_block *)low,
                           (rill_block_kind)(end - low) | RILL_BLOCK_LARGE);

    t->name = is_gap ? rill_gap : rill_loose;
    if (is_gap)
        t->kind |= RILL_BLOCK_VALUES;
    else
        rill_gap_bytes -= end - low;
}

/* Of the gap t, which begins at page `first`, the free run that ends behind page `last` serves tasks
 * again: it becomes a block, and what of the gap lies above and below stays a gap, each with its two
 * ends, which lie in the free run:
 *
 *     | gap: pages in use, its end | block | its low end, gap: pages in use |
 *
 * Blocks are multiples of 64 bytes, and lie where those do that were there before.
 *   returns  false: the run is too short for a task. */
static bool split(struct rill_task *t, uint32_t first, uint32_t last)
{
    uint32_t n = rill_length_of(rill_runs.words[last]);
    uintptr_t bottom = t->stack_low, off = bottom & 63, low = bottom;
    uintptr_t top = bottom + RILL_BLOCK_BYTES(t->kind & ~RILL_BLOCK_VALUES);
    uintptr_t ends = (top - (uintptr_t)t + 63) & ~(uintptr_t)63, high = top;
    bool is_last = rill_page_of(t) == last + 1;

    if (last + 1 - n > first)
        low = (uintptr_t)rill_page_at(last + 1 - n) + ends + off;
    if (!is_last)
        high = (uintptr_t)rill_page_at(last + 1) - LOW_END + off;
    if (high < low + RILL_BLOCK_BYTES(rill_task_kind(RILL_STACK_MIN_BYTES)))
        return false;
    rill_run_take_out(last + 1 - n);
    if (!is_last)
        lay_out(high, top, true);
    lay_out(low, high, false);
    if (low > bottom)
        lay_out(bottom, low, true);
    return true;
}

/* From the highest page down. What lies below the block that split makes is the next gap that
 * the caller comes to. */
RILL_PART(pages_no_gap) void rill_gap_close(struct rill_task *t)
{
    uint32_t first, n = pages_of_gap(t, &first), last = first + n;

    while (last > first) {
        uint32_t word = rill_runs.words[--last];

        if (rill_use_of(word) == RILL_PAGES_FREE && split(t, first, last))
            return;
        last -= rill_length_of(word) - 1;
    }
}

/* Goes back to the run that the page is in, or to a task's block. */
RILL_PART(pages_hold) bool rill_pages_have(uintptr_t at)
{
    uint32_t page, first, n;

    if (!rill_runs.gapped || at < rill_runs.base || at >= rill_heap_end)
        return false;
    first = page = rill_page_of((void *)at);
    while (first && !rill_runs.words[first])
        first--;
    n = rill_runs.words[first] & RILL_WORD_LAST
            ? 1
            : rill_length_of(rill_runs.words[first]);
    return rill_use_of(rill_runs.words[first]) > RILL_PAGES_FREE &&
           page - first < n;
}
