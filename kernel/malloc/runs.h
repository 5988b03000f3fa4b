/* kernel/malloc/runs.h -- runs of pages, by the number of their first page: what pages.c has for gaps.c
 * and break.c. The picture is in pages.h.
 *
 * All of this is with the heap's lock held. */
#ifndef KERNEL_RUNS_H
#define KERNEL_RUNS_H

#include "pages.h"

/* A page's word in the table: the use; LAST, if the page is the run's last and not its first; the
 * length. */
#define RILL_WORD_USE_BITS  3
#define RILL_WORD_LAST      (1u << RILL_WORD_USE_BITS)
#define RILL_WORD_LENGTH_AT (RILL_WORD_USE_BITS + 1)

extern struct rill_runs {
    uint32_t *words; /* the table; NULL: no page has been taken yet */
    uintptr_t base;  /* of page 0 */
    uintptr_t
        begin; /* of malloc's memory: where the heap ended before the table */
    uint32_t all; /* pages up to the region's end */
    bool gapped;  /* all words are valid, not only those below rill_heap_brk */
} rill_runs;

static inline uint32_t rill_page_of(const void *at)
{
    return (uint32_t)(((uintptr_t)at - rill_runs.base) / RILL_PAGE_BYTES);
}

static inline void *rill_page_at(uint32_t page)
{
    return (void *)(rill_runs.base + page * RILL_PAGE_BYTES);
}

static inline enum rill_pages_use rill_use_of(uint32_t word)
{
    return (enum rill_pages_use)(word & ((1u << RILL_WORD_USE_BITS) - 1));
}

static inline uint32_t rill_length_of(uint32_t word)
{
    return word >> RILL_WORD_LENGTH_AT;
}

/* rill_pages_take, without the lock and without a look at ended tasks' blocks. */
void *rill_run_take(size_t pages, size_t align_pages, enum rill_pages_use use);

/* The same, and if there is no such run, the blocks of ended tasks are joined first. It drops the
 * lock meanwhile. */
void *rill_run_take_or_join(size_t pages, size_t align_pages,
                            enum rill_pages_use use);

/* rill_pages_resize, without the lock. */
bool rill_run_resize(void *first, size_t pages);

/* Take a free run out of its list. It has no use then.   returns  its length. */
uint32_t rill_run_take_out(uint32_t first);

/* These pages, of no use now, are free: with the free runs beside them, or as part of the free
 * middle. */
void rill_run_join(uint32_t first, uint32_t n);

/* Write the words of pages that have never been malloc's. */
void rill_run_clear(uint32_t first, uint32_t n);

#endif
