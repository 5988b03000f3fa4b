/* kernel/promises/pages.h -- memory in pages, for malloc. A program without malloc has none of this.
 *
 *   __heap_start                                                              rill_heap_end
 *     | lines, argv | table | runs of malloc's |   free   |  tasks' blocks       |
 *                                        rill_heap_brk   rill_heap_floor
 *                                                              ^ a gap: pages of ended tasks' blocks
 *
 * A run is pages that lie side by side and have one use. A word for each page, in the table, says at
 * the first and at the last page of a run what the run is; any other word is 0. So two runs that come
 * free side by side find each other and become one, in a few steps. The table is written as far as
 * pages were ever used: at boot nothing is cleared.
 *
 * Time: to take or give a run takes a few steps for each list of free runs (kernel/malloc/pages.c). Only when
 * no list and not the free middle has such a run, all of one list is looked through, and then the
 * blocks of ended tasks are joined, which takes time for each block.
 */
#ifndef KERNEL_PAGES_H
#define KERNEL_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/image.h>

/* A power of two, at least 512. It is the board's: memory.ld. */
#define RILL_PAGE_BYTES RILL_LINKER_NUMBER(__rill_heap_page_size)

enum rill_pages_use {
    RILL_PAGES_NONE, /* no run begins at this page */
    RILL_PAGES_FREE,
    RILL_PAGES_SMALL, /* small blocks of malloc's */
    RILL_PAGES_LARGE, /* one large block of malloc's */
    RILL_PAGES_BREAK, /* sbrk's */
    RILL_PAGES_STACK, /* a stack that grows */
    RILL_PAGES_USES
};

/* Take a run of so many pages. Its address is a multiple of `align_pages` pages, a power of two.
 * Tasks only.
 *   returns  NULL: there is no such run. */
void *rill_pages_take(size_t pages, size_t align_pages,
                      enum rill_pages_use use);

/* Give back a whole run, which begins here. Tasks only. */
void rill_pages_give(void *first);

/* Make a run shorter, or longer if the pages that follow are free.
 *   returns  false: they are not, and the run is as it was. Tasks only. */
bool rill_pages_resize(void *first, size_t pages);

/* The use of the run that begins at the page of `at`, and its length in *pages if pages is not NULL.
 * Any address, from anywhere, without a lock: the answer is right for a run that the caller owns, and
 * for other addresses it may be old. */
enum rill_pages_use rill_pages_at(const void *at, size_t *pages);

/* For statistics: the bytes of each use; the free runs, the bytes of the largest, and the large
 * blocks. */
struct rill_pages_count {
    size_t bytes[RILL_PAGES_USES];
    size_t most_bytes; /* of all uses but FREE, at any time */
    size_t free_runs, largest_free_bytes, large_runs;
};
void rill_pages_count(struct rill_pages_count *count);

/* Of the pages of SMALL, those that each hart's malloc keeps, with blocks in use or not. malloc writes
 * a hart's count while it holds that hart's heap; others read what the count was a moment ago. */
extern uint32_t rill_pages_kept[RILL_HARTS];

/* ---- for heap.c; with the heap's lock held. Parts: in a program without malloc each is a function
 * that answers false or NULL ---- */

/* A gap is a block of no task and in no list: so walks from block to block pass it. Its name is
 * rill_gap. Its two ends are as in any block, and the pages between are malloc's.
 * _gap makes this free block a gap.   returns  false: there is not one whole page in it.
 * _no_gap: the highest free pages of a gap become a block again, by the name rill_loose. The block
 * at the gap's upper end may be that block, or a gap still. */
extern const char rill_gap[], rill_loose[];
struct rill_task;
bool rill_pages_gap(struct rill_task *t);
void rill_pages_no_gap(struct rill_task *t);

/* Memory for stacks that grow, a multiple of pages of 4 KiB; it stays theirs. In a trap, too.
 *   returns  NULL: none is free. */
void *rill_pages_of_stacks(size_t bytes);

/* malloc gives back the pages that this hart keeps and does not use. Without the heap's lock. */
void rill_pages_flush(void);

/* The end of the heap, since rill_heap_brk counts in pages. As rill_heap_move. */
void *rill_pages_break(ptrdiff_t delta);

/* Since malloc's first page rill_heap_brk counts in pages. */
extern bool rill_pages_are_open;

#endif
