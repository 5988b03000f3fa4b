/* fuzz_pages.c -- pages.c alone against a model: for each page, whose it is. The model is exact: a call
 * that answers NULL or false is wrong if the model has room. */
#include <string.h>
#include "fuzz.h"

#define RUNS   64
#define BLOCKS 12
#define PAGES  (REGION / 512)

bool rill_gap_open(struct rill_task *t);
bool rill_gap_close(struct rill_task *t);
bool rill_pages_have(uintptr_t at);
void *rill_break_move(ptrdiff_t delta);

static uint64_t numbers;
static struct {
    char *at; /* NULL: no run */
    size_t pages;
    enum rill_pages_use use;
    unsigned char byte; /* what its memory holds */
} runs[RUNS];

/* Tasks' blocks, from the region's end down. */
static struct {
    struct rill_task *task;
    uintptr_t low;
    bool gap, loose; /* loose: its task has ended, and nobody joined it yet */
} blocks[BLOCKS];
static unsigned block_count;
static bool joined;         /* since this was false */
static bool taken[PAGES];   /* by a run, or of a task */
static uintptr_t break_low; /* of the run that the break is in */
static bool break_is_page;

static uint32_t below(uint32_t n)
{
    return random_below(&numbers, n);
}

static void fill(char *at, size_t pages, unsigned char byte)
{
    memset(at, byte, pages * host_page_size);
}

static void expect_bytes(unsigned i, size_t pages)
{
    for (size_t n = 0; n < pages * host_page_size; n++)
        if ((unsigned char)runs[i].at[n] != runs[i].byte)
            wrong("run %p: byte %zu has changed", (void *)runs[i].at, n);
}

/* ---- the model ---- */

static void gap_pages(unsigned i, size_t *first, size_t *end)
{
    uintptr_t from = blocks[i].low + sizeof(struct rill_block) - inside_base();

    *first = (from + host_page_size - 1) / host_page_size;
    *end = ((uintptr_t)blocks[i].task - inside_base()) / host_page_size;
}

/* Which pages may be taken now: below the floor, and in gaps, and in no run. */
static void look(void)
{
    size_t all = inside_pages(),
           floor = (rill_heap_floor - inside_base()) / host_page_size;

    for (size_t p = 0; p < all; p++)
        taken[p] = p >= floor;
    for (unsigned i = 0; i < block_count; i++)
        if (blocks[i].gap) {
            size_t first, end;

            gap_pages(i, &first, &end);
            for (size_t p = first; p < end; p++)
                taken[p] = false;
        }
    for (unsigned i = 0; i < RUNS; i++)
        if (runs[i].at) {
            size_t p = ((uintptr_t)runs[i].at - inside_base()) / host_page_size;

            for (size_t n = 0; n < runs[i].pages; n++) {
                if (taken[p + n])
                    wrong("page %zu is of two", p + n);
                taken[p + n] = true;
            }
        }
}

static bool has_room(size_t pages, size_t align)
{
    uintptr_t step = align * host_page_size;
    uintptr_t at = (inside_base() + step - 1) & -step;

    for (; at < rill_heap_end; at += step) {
        size_t p = (at - inside_base()) / host_page_size, n = 0;

        while (n < pages && p + n < inside_pages() && !taken[p + n])
            n++;
        if (n == pages)
            return true;
    }
    return false;
}

/* ---- blocks of tasks ---- */

static void drop_floor(void)
{
    while (block_count && blocks[block_count - 1].loose &&
           !blocks[block_count - 1].gap) {
        uintptr_t low = blocks[--block_count].low;

        rill_heap_floor =
            low + RILL_BLOCK_BYTES(blocks[block_count].task->kind);
    }
}

static void open_gap(unsigned i)
{
    size_t first, end;
    bool did = rill_gap_open(blocks[i].task), should = false;

    if (inside_is_open()) {
        gap_pages(i, &first, &end);
        should = end > first;
    }
    if (did != should)
        wrong("rill_gap_open says %d for a block of %u bytes", did,
              blocks[i].task->kind);
    blocks[i].gap = did;
    if (did && (blocks[i].task->name != rill_gap ||
                !(blocks[i].task->kind & RILL_BLOCK_VALUES)))
        wrong("a gap that does not look like one");
}

/* As heap.c's reclaim: what has ended serves malloc. */
static void joins(void)
{
    joined = true;
    drop_floor();
    for (unsigned i = 0; i < block_count; i++)
        if (blocks[i].loose && !blocks[i].gap)
            open_gap(i);
}

static void lay_out(void)
{
    size_t bytes = 64 * (4 + below(8 << below(6)));
    struct rill_block *b;

    if (block_count == BLOCKS || bytes > rill_heap_floor - rill_heap_brk)
        return;
    rill_heap_floor -= bytes;
    b = (struct rill_block *)rill_heap_floor;
    blocks[block_count].low = rill_heap_floor;
    blocks[block_count].task =
        (struct rill_task *)(rill_heap_floor + bytes) - 1;
    memset(b, 0x5a, bytes); /* a stack was here */
    memset(blocks[block_count].task, 0, sizeof(struct rill_task));
    blocks[block_count].task->stack_low = (uintptr_t)b;
    blocks[block_count].task->kind = (rill_block_kind)bytes;
    blocks[block_count].gap = blocks[block_count].loose = false;
    block_count++;
}

static void close_gap(unsigned i)
{
    size_t first, end;
    bool should = true, did;

    look();
    gap_pages(i, &first, &end);
    for (size_t p = first; p < end; p++)
        should &= !taken[p];
    rill_lock_take(&rill_heap_lock);
    did = rill_gap_close(blocks[i].task);
    rill_lock_drop(&rill_heap_lock);
    if (did != should)
        wrong("rill_gap_close says %d", did);
    blocks[i].gap = !did;
}

static void change_block(void)
{
    unsigned i = block_count ? below(block_count) : 0;

    if (!block_count || below(3) == 0)
        lay_out();
    else if (blocks[i].gap)
        close_gap(i);
    else if (!blocks[i].loose)
        blocks[i].loose = true;
    else if (below(2)) {
        rill_lock_take(&rill_heap_lock);
        open_gap(i);
        rill_lock_drop(&rill_heap_lock);
    } else
        drop_floor();
}

/* ---- malloc's runs ---- */

/* A wild number now and then. */
static size_t some_pages(void)
{
    if (below(50) == 0)
        return (size_t)-1 >> below(50);
    return 1 + below(1u << below(8));
}

static void expect(unsigned i)
{
    size_t pages = 0;

    if (rill_pages_at(runs[i].at, &pages) != runs[i].use ||
        pages != runs[i].pages)
        wrong("rill_pages_at says %zu pages, and not %zu", pages,
              runs[i].pages);
    for (size_t n = 1; n < pages; n++)
        if (rill_pages_at(runs[i].at + n * host_page_size, NULL))
            wrong("rill_pages_at: a run begins within a run");
}

static void take_run(unsigned i)
{
    size_t pages = some_pages(), align = (size_t)1 << (below(4) ? 0 : below(6));
    enum rill_pages_use use = below(2) ? RILL_PAGES_SMALL : RILL_PAGES_LARGE;
    char *at;

    joined = false;
    at = rill_pages_take(pages, align, use);
    if (!inside_is_open()) {
        if (at || rill_heap_floor - rill_heap_brk > 40 * host_page_size)
            wrong("the first page was refused");
        return;
    }
    look();
    if (!at) {
        if (!joined)
            wrong("%zu pages were refused, and tasks' blocks not joined",
                  pages);
        if (has_room(pages, align))
            wrong("%zu pages, aligned to %zu, were refused", pages, align);
        return;
    }
    if ((uintptr_t)at % (align * host_page_size))
        wrong("a run at %p is not aligned to %zu pages", (void *)at, align);
    runs[i].at = at;
    runs[i].pages = pages;
    runs[i].use = use;
    runs[i].byte = (unsigned char)below(256);
    look();
    fill(at, pages, runs[i].byte);
}

static void resize_run(unsigned i)
{
    size_t pages = some_pages(), p, n = runs[i].pages, before = n;
    bool should = true, did;

    look();
    p = ((uintptr_t)runs[i].at - inside_base()) / host_page_size;
    for (; n < pages && should; n++)
        should = p + n < inside_pages() && !taken[p + n];
    did = rill_pages_resize(runs[i].at, pages);
    if (did != should)
        wrong("from %zu to %zu pages: rill_pages_resize says %d", before, pages,
              did);
    if (!did)
        return;
    runs[i].pages = pages;
    expect_bytes(i, before < pages ? before : pages);
    fill(runs[i].at, pages, runs[i].byte);
}

/* Any but the break's, which nobody gives back but all_back. */
static void change_run(void)
{
    unsigned i = below(RUNS - 1);

    if (!runs[i].at) {
        take_run(i);
        return;
    }
    expect_bytes(i, runs[i].pages);
    if (runs[i].use == RILL_PAGES_BREAK)
        return;
    if (below(3) == 0) {
        resize_run(i);
        return;
    }
    rill_pages_give(runs[i].at);
    runs[i].at = NULL;
}

/* ---- the break: the run that it is in is the last of `runs` ---- */

#define BREAK (RUNS - 1)

static void move_break(void)
{
    uintptr_t was = inside_break();
    ptrdiff_t delta = (ptrdiff_t)below(1u << below(15)) * (below(3) ? 1 : -1);
    size_t pages = ((size_t)delta + host_page_size - 1) / host_page_size;
    char *old;

    if (!inside_is_open())
        return;
    rill_lock_take(&rill_heap_lock);
    old = rill_break_move(delta);
    rill_lock_drop(&rill_heap_lock);
    if (!old) {
        if (inside_break() != was)
            wrong("the break has moved all the same");
        look();
        if (delta > 0 && has_room(pages, 1))
            wrong("the break was refused %zu pages", pages);
        if (delta < 0 && break_is_page && was - break_low >= (size_t)-delta)
            wrong("the break may go back %zu bytes", (size_t)-delta);
        return;
    }
    if (inside_break() != (uintptr_t)old + (uintptr_t)delta)
        wrong("the break has not moved by %td", delta);
    if (delta < 0 && break_is_page && inside_break() < break_low)
        wrong("the break went back past its run");
    if (delta > 0 && (uintptr_t)old != was) { /* it began anew */
        for (unsigned i = 0; i < BREAK && runs[BREAK].at; i++)
            if (!runs[i].at) { /* the old run stays used */
                runs[i] = runs[BREAK];
                runs[BREAK].at = NULL;
            }
        if (runs[BREAK].at)
            wrong("the fuzzer's table of runs is full");
        break_low = (uintptr_t)old;
        break_is_page = true;
        runs[BREAK].at = old;
        runs[BREAK].byte = (unsigned char)below(256);
        runs[BREAK].use = RILL_PAGES_BREAK;
        runs[BREAK].pages = 0;
    }
    if (break_is_page) {
        rill_pages_at(runs[BREAK].at, &runs[BREAK].pages);
        if ((uintptr_t)runs[BREAK].at + runs[BREAK].pages * host_page_size <
            inside_break())
            wrong("the break lies past its run");
        look();
        fill(runs[BREAK].at, runs[BREAK].pages, runs[BREAK].byte);
    }
}

static void step(void)
{
    switch (below(8)) {
    case 0:
    case 1:
        change_block();
        break;
    case 2:
        move_break();
        break;
    default:
        change_run();
    }
}

static void all_back(void)
{
    struct rill_pages_count c;

    for (unsigned i = 0; i < RUNS; i++)
        if (runs[i].at) {
            expect_bytes(i, runs[i].pages);
            rill_pages_give(runs[i].at);
            runs[i].at = NULL;
            inside_check();
        }
    if (!inside_is_open())
        return;
    rill_pages_count(&c);
    for (unsigned use = RILL_PAGES_FREE + 1; use < RILL_PAGES_USES; use++)
        if (c.bytes[use])
            wrong("all was given back, and %zu bytes are of use %u",
                  c.bytes[use], use);
    if (rill_heap_brk != inside_base())
        wrong("all was given back, and rill_heap_brk has not come back");
    for (unsigned i = 0; i < block_count; i++)
        if (blocks[i].gap)
            close_gap(i);
    inside_check();
}

/* The one run that fits lies behind many that do not, in one list, and nothing else is free. */
static void look_deep(void)
{
    char *fits, *short_[20];

    host_reset(512, 0, 512 * 300);
    fits = rill_pages_take(7, 1, RILL_PAGES_LARGE);
    rill_pages_take(1, 1, RILL_PAGES_SMALL);
    for (unsigned i = 0; i < 20; i++) {
        short_[i] = rill_pages_take(5, 1, RILL_PAGES_LARGE);
        rill_pages_take(1, 1, RILL_PAGES_SMALL);
    }
    while (rill_pages_take(1, 1, RILL_PAGES_SMALL))
        ;
    rill_pages_give(fits);
    for (unsigned i = 0; i < 20; i++)
        rill_pages_give(short_[i]);
    inside_check();
    if (rill_pages_take(7, 1, RILL_PAGES_LARGE) != fits)
        wrong("a run behind 20 others in its list was not found");
}

void fuzz_pages(uint64_t seed, unsigned steps)
{
    size_t page;

    numbers = seed * 2;
    look_deep();
    page = (size_t[]){512, 1024, 4096, 16384}[below(4)];
    memset(runs, 0, sizeof runs);
    block_count = 0;
    break_is_page = false;
    host_reset(page, 4 * below(300), page * (40 + below(88)) + 64 * below(8));
    host_joins = joins;
    for (host_step = 0; host_step < steps; host_step++) {
        step();
        inside_check();
        for (unsigned i = 0; i < RUNS; i++)
            if (runs[i].at)
                expect(i);
    }
    all_back();
    host_joins = NULL;
}
