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
#include "pages.h"
#include "task.h"

#define LISTS 24
#define LOOK  8 /* at so many runs of a list in which not all fit */

/* A word: the use; LAST, if the page is the run's last and not its first; the length. */
#define USE_BITS  3
#define LAST      (1u << USE_BITS)
#define LENGTH_AT (USE_BITS + 1)

struct run {
    struct run *next, **link;
};

static uint32_t *words; /* NULL: no page has been taken yet */
static uintptr_t base;  /* of page 0 */
static uint32_t all;    /* pages up to the region's end */
static bool gapped;     /* all words are valid */
static struct run *lists[LISTS];
static uint32_t used[RILL_PAGES_USES], most_used, large_runs;
static uintptr_t break_at,
    break_end; /* the heap's end may move up to break_end */

static uint32_t page_of(const void *at)
{
    return (uint32_t)(((uintptr_t)at - base) / RILL_PAGE_BYTES);
}

static void *address_of(uint32_t page)
{
    return (void *)(base + page * RILL_PAGE_BYTES);
}

static enum rill_pages_use use_of(uint32_t word)
{
    return (enum rill_pages_use)(word & ((1u << USE_BITS) - 1));
}

static uint32_t length_of(uint32_t word)
{
    return word >> LENGTH_AT;
}

static unsigned log2_of(uint32_t n)
{
    unsigned k = 0;

    while (n >>= 1)
        k++;
    return k;
}

static void mark(uint32_t first, uint32_t n, enum rill_pages_use use)
{
    words[first + n - 1] = n << LENGTH_AT | LAST | use;
    words[first] = n << LENGTH_AT | use;
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
    uint32_t word = words[first];

    used[use_of(word)] -= length_of(word);
    large_runs -= use_of(word) == RILL_PAGES_LARGE;
    words[first] = words[first + length_of(word) - 1] = 0;
}

/* ---- free runs ---- */

static void put(uint32_t first, uint32_t n)
{
    struct run *r = address_of(first), **list = &lists[log2_of(n)];

    mark(first, n, RILL_PAGES_FREE);
    r->next = *list;
    r->link = list;
    if (r->next)
        r->next->link = &r->next;
    *list = r;
}

static uint32_t take_out(struct run *r)
{
    uint32_t first = page_of(r), n = length_of(words[first]);

    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    unmark(first);
    return n;
}

/* The pages of a run that was given back, and of no use now. */
static void join(uint32_t first, uint32_t n)
{
    uint32_t before = first ? words[first - 1] : 0, behind = first + n;

    if (use_of(before) == RILL_PAGES_FREE) {
        first -= length_of(before);
        n += take_out(address_of(first));
    }
    if ((uintptr_t)address_of(behind) == rill_heap_brk) {
        rill_heap_brk = (uintptr_t)address_of(first);
        return;
    }
    if (behind < all && use_of(words[behind]) == RILL_PAGES_FREE)
        n += take_out(address_of(behind));
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
        join(to, end - to);
    return address_of(from);
}

static uint32_t aligned(uint32_t page, size_t align_pages)
{
    uintptr_t bytes = align_pages * RILL_PAGE_BYTES;

    return page_of(
        (void *)(((uintptr_t)address_of(page) + bytes - 1) & -bytes));
}

static bool fits(const struct run *r, uint32_t pages, size_t align_pages)
{
    uint32_t first = page_of(r), n = length_of(words[first]);

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

    if (words)
        return true;
    if (start > rill_heap_floor)
        return false;
    all = (uint32_t)((rill_heap_end - start) / RILL_PAGE_BYTES);
    first =
        (start + all * sizeof *words + RILL_PAGE_BYTES - 1) & -RILL_PAGE_BYTES;
    if (first > rill_heap_floor)
        return false;
    base = first;
    all = (uint32_t)((rill_heap_end - base) / RILL_PAGE_BYTES);
    break_at = break_end = rill_heap_brk;
    rill_heap_brk = first;
    rill_pages_are_open = true;
    __atomic_store_n(&words, (uint32_t *)start, __ATOMIC_RELEASE);
    return true;
}

static void clear(uint32_t first, uint32_t n)
{
    if (!gapped)
        memset(&words[first], 0, n * sizeof *words);
}

/* Add to malloc's pages n of the middle. They are of no use yet.   returns  false: it has not so
 * many. */
static bool grow(uint32_t n)
{
    if (n > (rill_heap_floor - rill_heap_brk) / RILL_PAGE_BYTES)
        return false;
    clear(page_of((void *)rill_heap_brk), n);
    rill_heap_brk += n * RILL_PAGE_BYTES;
    return true;
}

static void *take_from_middle(uint32_t pages, size_t align_pages,
                              enum rill_pages_use use)
{
    uint32_t first = page_of((void *)rill_heap_brk);
    uint32_t from = aligned(first, align_pages);

    if (!grow(from - first + pages))
        return NULL;
    return cut(first, from - first + pages, from, pages, use);
}

/* ---- the promises ---- */

static void *take_from(struct run *r, uint32_t pages, size_t align_pages,
                       enum rill_pages_use use)
{
    uint32_t first = page_of(r), n = take_out(r);

    return cut(first, n, aligned(first, align_pages), pages, use);
}

static void *take(size_t pages, size_t align_pages, enum rill_pages_use use)
{
    struct run *r;
    void *at;

    if (!open() || pages > all || align_pages > all)
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

/* Take, and if there is none, join the blocks of ended tasks, and take again. With the heap's lock
 * held. */
static void *take_or_join(size_t pages, size_t align_pages,
                          enum rill_pages_use use)
{
    void *at = take(pages, align_pages, use);

    if (at)
        return at;
    rill_lock_drop(&rill_heap_lock);
    rill_sched_reenter();
    rill_heap_enter();
    rill_block_more(0);
    rill_sched_leave();
    return take(pages, align_pages, use);
}

void *rill_pages_take(size_t pages, size_t align_pages, enum rill_pages_use use)
{
    void *at;

    RILL_NEEDS(rill_block_of_any);
    RILL_NEEDS(rill_gap_open);
    RILL_NEEDS(rill_gap_close);
    RILL_NEEDS(rill_pages_have);
    RILL_NEEDS(rill_run_for_stacks);
    RILL_NEEDS(rill_count_pages);
    RILL_NEEDS(rill_break_move);
    rill_heap_enter();
    at = take_or_join(pages, align_pages, use);
    rill_lock_drop(&rill_heap_lock);
    return at;
}

void rill_pages_give(void *first)
{
    uint32_t page, n;

    rill_heap_enter();
    page = page_of(first);
    n = length_of(words[page]);
    unmark(page);
    join(page, n);
    rill_lock_drop(&rill_heap_lock);
}

/* Make the run at `page` longer by `more` pages that follow it. */
static bool lengthen(uint32_t page, uint32_t n, uint32_t more)
{
    enum rill_pages_use use = use_of(words[page]);
    uint32_t behind = page + n, there = 0;

    if ((uintptr_t)address_of(behind) == rill_heap_brk) {
        if (!grow(more))
            return false;
        there = more;
    } else if (behind < all && use_of(words[behind]) == RILL_PAGES_FREE) {
        there = length_of(words[behind]);
        if (there < more)
            return false;
        take_out(address_of(behind));
    }
    if (there < more)
        return false;
    unmark(page);
    cut(page, n + there, page, n + more, use);
    return true;
}

static bool resize(void *first, size_t pages)
{
    uint32_t page = page_of(first), n = length_of(words[page]);
    enum rill_pages_use use = use_of(words[page]);

    if (pages > all)
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
    did = resize(first, pages);
    rill_lock_drop(&rill_heap_lock);
    return did;
}

enum rill_pages_use rill_pages_at(const void *at, size_t *pages)
{
    const uint32_t *w = __atomic_load_n(&words, __ATOMIC_ACQUIRE);
    uintptr_t end = gapped ? base + all * RILL_PAGE_BYTES : rill_heap_brk;
    uint32_t word;

    if (!w || (uintptr_t)at < base || (uintptr_t)at >= end)
        return RILL_PAGES_NONE;
    word = w[page_of(at)];
    if (word & LAST)
        word = 0;
    if (pages)
        *pages = length_of(word);
    return use_of(word);
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
            size_t bytes = length_of(words[page_of(r)]) * RILL_PAGE_BYTES;

            count->free_runs++;
            if (bytes > count->largest_free_bytes)
                count->largest_free_bytes = bytes;
        }
    rill_lock_drop(&rill_heap_lock);
}

/* ---- gaps: pages among tasks' blocks ---- */

/* The pages of a block, from *first on; 0: it has none. What a block without a task needs at its two
 * ends stays. */
static uint32_t pages_of_gap(const struct rill_task *t, uint32_t *first)
{
    uintptr_t from = t->stack_low + sizeof(struct rill_block);
    uint32_t to = page_of(t);

    *first = page_of((void *)(from + RILL_PAGE_BYTES - 1));
    return to > *first ? to - *first : 0;
}

RILL_PART(pages_gap) bool rill_gap_open(struct rill_task *t)
{
    uint32_t first, n;

    if (!words || !(n = pages_of_gap(t, &first)))
        return false;
    if (!gapped) {
        uint32_t from = page_of((void *)rill_heap_brk);

        clear(from, all - from);
        gapped = true;
    }
    join(first, n);
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
    uint32_t n = length_of(words[last]);
    uintptr_t bottom = t->stack_low, off = bottom & 63, low = bottom;
    uintptr_t top = bottom + RILL_BLOCK_BYTES(t->kind & ~RILL_BLOCK_VALUES);
    uintptr_t ends = (top - (uintptr_t)t + 63) & ~(uintptr_t)63, high = top;
    bool is_last = page_of(t) == last + 1;

    if (last + 1 - n > first)
        low = (uintptr_t)address_of(last + 1 - n) + ends + off;
    if (!is_last)
        high = (uintptr_t)address_of(last + 1) - 128 + off;
    if (high < low + RILL_BLOCK_BYTES(rill_task_kind(RILL_STACK_MIN_BYTES)))
        return false;
    take_out(address_of(last + 1 - n));
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
        uint32_t word = words[--last];

        if (use_of(word) == RILL_PAGES_FREE && split(t, first, last))
            return;
        last -= length_of(word) - 1;
    }
}

/* Goes back to the run that the page is in, or to a task's block. */
RILL_PART(pages_hold) bool rill_pages_have(uintptr_t at)
{
    uint32_t page, first, n;

    if (!gapped || at < base || at >= rill_heap_end)
        return false;
    first = page = page_of((void *)at);
    while (first && !words[first])
        first--;
    n = words[first] & LAST ? 1 : length_of(words[first]);
    return use_of(words[first]) > RILL_PAGES_FREE && page - first < n;
}

/* ---- stacks that grow ---- */

/* Nothing is joined for them: a trap does not wait for that. */
RILL_PART(pages_of_stacks) void *rill_run_for_stacks(size_t bytes)
{
    return take((bytes + RILL_PAGE_BYTES - 1) / RILL_PAGE_BYTES, 1,
                RILL_PAGES_STACK);
}

/* ---- the break ---- */

/* More than the last pages of the break: take some that follow them, or begin anew, as after any
 * other sbrk between two of a program's. */
static bool more_break(size_t bytes)
{
    size_t pages = (bytes + RILL_PAGE_BYTES - 1) / RILL_PAGE_BYTES;
    void *run = (void *)(break_end - RILL_PAGE_BYTES);

    if (break_end > base && use_of(words[page_of(run)]) == RILL_PAGES_BREAK) {
        uint32_t n = length_of(words[page_of(run)]);
        uint32_t first = page_of(run) + 1 - n;
        size_t more = (bytes - (break_end - break_at) + RILL_PAGE_BYTES - 1) /
                      RILL_PAGE_BYTES;

        if (resize(address_of(first), n + more)) {
            break_end += more * RILL_PAGE_BYTES;
            return true;
        }
    }
    run = take_or_join(pages, 1, RILL_PAGES_BREAK);
    if (!run)
        return false;
    break_at = (uintptr_t)run;
    break_end = break_at + pages * RILL_PAGE_BYTES;
    return true;
}

/* How far the break may go back: to its run's beginning. */
static uintptr_t break_from(void)
{
    uint32_t last;

    if (break_end <= base)
        return (uintptr_t)__heap_start;
    last = page_of((void *)(break_end - 1));
    return (uintptr_t)address_of(last + 1 - length_of(words[last]));
}

RILL_PART(pages_break) void *rill_break_move(ptrdiff_t delta)
{
    uintptr_t old;

    if (delta > 0 && (size_t)delta > break_end - break_at &&
        !more_break((size_t)delta))
        return NULL;
    if (delta < 0 && -(uintptr_t)delta > break_at - break_from())
        return NULL;
    old = break_at;
    break_at += (uintptr_t)delta;
    return (void *)old;
}
