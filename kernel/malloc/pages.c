/* kernel/malloc/pages.c -- runs of pages: pages.h has the picture.
 *
 * Invariant, true whenever the heap's lock is free: of the words below rill_heap_brk, and since the
 * first gap of all words, those at a run's first and last page are the run's, and all others are 0. No
 * two free runs lie side by side, and none ends at rill_heap_brk.
 *
 * A free run's links are in its first page. The lists are by the logarithm of the length: list k has
 * runs of 2^k pages to 2^(k+1) - 1. Each run of a list beyond a length's own fits that length.
 *
 * We refused a tree of all runs: it would give the best fit, and has more lines than all of this.
 */
#include <string.h>
#include "heap.h"
#include "runs.h"
#include "task.h"

#define LISTS \
    24 /* of 16 KiB pages 2^24 are 256 GiB, which is what Sv39 reaches */
#define LOOK 8 /* at so many runs of a list in which not all fit */

struct run {
    struct run *next, **link;
};

struct rill_runs rill_runs;
static struct run *lists[LISTS];
static uint32_t used[RILL_PAGES_USES], most_used, large_runs;

static unsigned log2_of(uint32_t n)
{
    unsigned k = 0;

    while (n >>= 1)
        k++;
    return k;
}

static void mark(uint32_t first, uint32_t n, enum rill_pages_use use)
{
    rill_runs.words[first + n - 1] =
        n << RILL_WORD_LENGTH_AT | RILL_WORD_LAST | use;
    rill_runs.words[first] = n << RILL_WORD_LENGTH_AT | use;
    used[use] += n;
    large_runs += use == RILL_PAGES_LARGE;
    if (use != RILL_PAGES_FREE) {
        uint32_t now = 0;

        for (unsigned i = RILL_PAGES_FREE + 1; i < RILL_PAGES_USES; i++)
            now += used[i];
        if (now > most_used)
            most_used = now;
    }
}

static void unmark(uint32_t first)
{
    uint32_t word = rill_runs.words[first];

    used[rill_use_of(word)] -= rill_length_of(word);
    large_runs -= rill_use_of(word) == RILL_PAGES_LARGE;
    rill_runs.words[first] = rill_runs.words[first + rill_length_of(word) - 1] =
        0;
}

/* ---- free runs ---- */

static void put(uint32_t first, uint32_t n)
{
    struct run *r = rill_page_at(first), **list = &lists[log2_of(n)];

    mark(first, n, RILL_PAGES_FREE);
    r->next = *list;
    r->link = list;
    if (r->next)
        r->next->link = &r->next;
    *list = r;
}

uint32_t rill_run_take_out(uint32_t first)
{
    struct run *r = rill_page_at(first);
    uint32_t n = rill_length_of(rill_runs.words[first]);

    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    unmark(first);
    return n;
}

void rill_run_join(uint32_t first, uint32_t n)
{
    uint32_t before = first ? rill_runs.words[first - 1] : 0,
             behind = first + n;

    if (rill_use_of(before) == RILL_PAGES_FREE) {
        first -= rill_length_of(before);
        n += rill_run_take_out(first);
    }
    if ((uintptr_t)rill_page_at(behind) == rill_heap_brk) {
        rill_heap_brk = (uintptr_t)rill_page_at(first);
        return;
    }
    if (behind < rill_runs.all &&
        rill_use_of(rill_runs.words[behind]) == RILL_PAGES_FREE)
        n += rill_run_take_out(behind);
    put(first, n);
}

/* Of a run that is in no list and has no use, [from, from + pages) gets a use, and the rest is free
 * again. */
static void *cut(uint32_t first, uint32_t n, uint32_t from, uint32_t pages,
                 enum rill_pages_use use)
{
    uint32_t end = first + n, to = from + pages;

    if (from > first)
        put(first, from - first);
    mark(from, pages, use);
    if (to < end)
        rill_run_join(to, end - to);
    return rill_page_at(from);
}

static uint32_t aligned(uint32_t page, size_t align_pages)
{
    uintptr_t bytes = align_pages * RILL_PAGE_BYTES;

    return rill_page_of(
        (void *)(((uintptr_t)rill_page_at(page) + bytes - 1) & -bytes));
}

static bool fits(const struct run *r, uint32_t pages, size_t align_pages)
{
    uint32_t first = rill_page_of(r),
             n = rill_length_of(rill_runs.words[first]);

    return aligned(first, align_pages) - first + pages <= n;
}

/* In this list, looking at `most` runs at most. NULL: none of them fits. */
static struct run *find_in(unsigned list, uint32_t pages, size_t align_pages,
                           uint32_t most)
{
    struct run *r = lists[list];

    while (r && !fits(r, pages, align_pages))
        r = --most ? r->next : NULL;
    return r;
}

static struct run *find(uint32_t pages, size_t align_pages, uint32_t most)
{
    struct run *r = NULL;

    for (unsigned k = log2_of(pages); k < LISTS && !r; k++)
        r = find_in(k, pages, align_pages, most);
    return r;
}

/* ---- the free middle, between malloc's pages and tasks' blocks ---- */

/* The first page: the table comes before it.   returns  false: there is no room. */
static bool open(void)
{
    uintptr_t start = (rill_heap_brk + 3) & ~(uintptr_t)3;
    uintptr_t first;

    if (rill_runs.words)
        return true;
    if (start > rill_heap_floor)
        return false;
    rill_runs.all = (uint32_t)((rill_heap_end - start) / RILL_PAGE_BYTES);
    first = (start + rill_runs.all * sizeof *rill_runs.words + RILL_PAGE_BYTES -
             1) &
            -RILL_PAGE_BYTES;
    if (first > rill_heap_floor)
        return false;
    rill_runs.base = first;
    rill_runs.all =
        (uint32_t)((rill_heap_end - rill_runs.base) / RILL_PAGE_BYTES);
    rill_runs.begin = rill_heap_brk;
    rill_heap_brk = first;
    rill_pages_are_open = true;
    if (RILL_LOCKS)
        __atomic_store_n(&rill_runs.words, (uint32_t *)start, __ATOMIC_RELEASE);
    else
        rill_runs.words = (uint32_t *)start;
    return true;
}

void rill_run_clear(uint32_t first, uint32_t n)
{
    if (!rill_runs.gapped)
        memset(&rill_runs.words[first], 0, n * sizeof *rill_runs.words);
}

/* Add to malloc's pages n of the middle. They are of no use yet.   returns  false: it has not so
 * many. */
static bool grow(uint32_t n)
{
    if (n > (rill_heap_floor - rill_heap_brk) / RILL_PAGE_BYTES)
        return false;
    rill_run_clear(rill_page_of((void *)rill_heap_brk), n);
    rill_heap_brk += n * RILL_PAGE_BYTES;
    return true;
}

static void *take_from_middle(uint32_t pages, size_t align_pages,
                              enum rill_pages_use use)
{
    uint32_t first = rill_page_of((void *)rill_heap_brk);
    uint32_t from = aligned(first, align_pages);

    if (!grow(from - first + pages))
        return NULL;
    return cut(first, from - first + pages, from, pages, use);
}

/* ---- the promises ---- */

static void *take_from(struct run *r, uint32_t pages, size_t align_pages,
                       enum rill_pages_use use)
{
    uint32_t first = rill_page_of(r), n = rill_run_take_out(first);

    return cut(first, n, aligned(first, align_pages), pages, use);
}

void *rill_run_take(size_t pages, size_t align_pages, enum rill_pages_use use)
{
    struct run *r;
    void *at;

    if (!open() || pages > rill_runs.all || align_pages > rill_runs.all)
        return NULL;
    r = find((uint32_t)pages, align_pages, LOOK);
    if (r)
        return take_from(r, (uint32_t)pages, align_pages, use);
    at = take_from_middle((uint32_t)pages, align_pages, use);
    if (at)
        return at;
    r = find((uint32_t)pages, align_pages, UINT32_MAX);
    return r ? take_from(r, (uint32_t)pages, align_pages, use) : NULL;
}

void *rill_run_take_or_join(size_t pages, size_t align_pages,
                            enum rill_pages_use use)
{
    void *at = rill_run_take(pages, align_pages, use);

    if (at)
        return at;
    rill_lock_drop(&rill_heap_lock);
    rill_sched_reenter();
    rill_heap_enter();
    rill_block_more(0);
    rill_sched_leave();
    return rill_run_take(pages, align_pages, use);
}

void *rill_pages_take(size_t pages, size_t align_pages, enum rill_pages_use use)
{
    void *at;

    RILL_NEEDS(rill_block_of_any);
    RILL_NEEDS(rill_count_pages);
    rill_heap_enter();
    at = rill_run_take_or_join(pages, align_pages, use);
    rill_lock_drop(&rill_heap_lock);
    return at;
}

void rill_pages_give(void *first)
{
    uint32_t page, n;

    rill_heap_enter();
    page = rill_page_of(first);
    n = rill_length_of(rill_runs.words[page]);
    unmark(page);
    rill_run_join(page, n);
    rill_lock_drop(&rill_heap_lock);
}

/* Make the run at `page` longer by `more` pages that follow it. */
static bool lengthen(uint32_t page, uint32_t n, uint32_t more)
{
    enum rill_pages_use use = rill_use_of(rill_runs.words[page]);
    uint32_t behind = page + n, there = 0;

    if ((uintptr_t)rill_page_at(behind) == rill_heap_brk) {
        if (!grow(more))
            return false;
        there = more;
    } else if (behind < rill_runs.all &&
               rill_use_of(rill_runs.words[behind]) == RILL_PAGES_FREE) {
        there = rill_length_of(rill_runs.words[behind]);
        if (there < more)
            return false;
        rill_run_take_out(behind);
    }
    if (there < more)
        return false;
    unmark(page);
    cut(page, n + there, page, n + more, use);
    return true;
}

bool rill_run_resize(void *first, size_t pages)
{
    uint32_t page = rill_page_of(first),
             n = rill_length_of(rill_runs.words[page]);
    enum rill_pages_use use = rill_use_of(rill_runs.words[page]);

    if (pages > rill_runs.all)
        return false;
    if (pages > n)
        return lengthen(page, n, (uint32_t)pages - n);
    if (pages < n) {
        unmark(page);
        cut(page, n, page, (uint32_t)pages, use);
    }
    return true;
}

bool rill_pages_resize(void *first, size_t pages)
{
    bool did;

    rill_heap_enter();
    did = rill_run_resize(first, pages);
    rill_lock_drop(&rill_heap_lock);
    return did;
}

enum rill_pages_use rill_pages_at(const void *at, size_t *pages)
{
    const uint32_t *w = __atomic_load_n(&rill_runs.words, __ATOMIC_ACQUIRE);
    uintptr_t end = rill_runs.gapped
                        ? rill_runs.base + rill_runs.all * RILL_PAGE_BYTES
                        : rill_heap_brk;
    uint32_t word;

    if (!w || (uintptr_t)at < rill_runs.base || (uintptr_t)at >= end)
        return RILL_PAGES_NONE;
    word = w[rill_page_of(at)];
    if (word & RILL_WORD_LAST)
        word = 0;
    if (pages)
        *pages = rill_length_of(word);
    return rill_use_of(word);
}

RILL_PART(pages_count) void rill_count_pages(struct rill_pages_count *count)
{
    rill_heap_enter();
    count->free_runs = 0;
    count->large_runs = large_runs;
    count->largest_free_bytes = 0;
    count->most_bytes = most_used * RILL_PAGE_BYTES;
    for (unsigned i = 0; i < RILL_PAGES_USES; i++)
        count->bytes[i] = used[i] * RILL_PAGE_BYTES;
    for (unsigned k = 0; k < LISTS; k++)
        for (const struct run *r = lists[k]; r; r = r->next) {
            size_t bytes = rill_length_of(rill_runs.words[rill_page_of(r)]) *
                           RILL_PAGE_BYTES;

            count->free_runs++;
            if (bytes > count->largest_free_bytes)
                count->largest_free_bytes = bytes;
        }
    rill_lock_drop(&rill_heap_lock);
}
