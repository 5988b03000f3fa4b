/* inside.c -- pages.c and break.c, and the invariant at the head of pages.c, checked word by word. */
#include <pages.c>
#include <break.c>
#include "memory.h"

void inside_reset(void)
{
    rill_runs = (struct rill_runs){0};
    break_at = break_end = 0;
    most_used = large_runs = 0;
    memset(lists, 0, sizeof lists);
    memset(used, 0, sizeof used);
    rill_pages_are_open = false;
    memset(rill_pages_kept, 0, sizeof rill_pages_kept);
}

bool inside_is_open(void)
{
    return rill_runs.words;
}

uintptr_t inside_base(void)
{
    return rill_runs.base;
}

uint32_t inside_pages(void)
{
    return rill_runs.all;
}

uintptr_t inside_break(void)
{
    return break_at ? break_at : rill_runs.begin;
}

/* The lists have each free run once, and in the right list.   returns  how many runs. */
static uint32_t check_lists(void)
{
    uint32_t count = 0;

    for (unsigned k = 0; k < LISTS; k++) {
        struct run **link = &lists[k];

        for (struct run *r = *link; r; link = &r->next, r = r->next) {
            uint32_t word = rill_runs.words[rill_page_of(r)];

            if (rill_use_of(word) != RILL_PAGES_FREE)
                wrong("page %u is in a list, and its word is 0x%x",
                      rill_page_of(r), word);
            if (log2_of(rill_length_of(word)) != k)
                wrong("a run of %u pages is in list %u", rill_length_of(word),
                      k);
            if (r->link != link)
                wrong("the link of the run at page %u", rill_page_of(r));
            if (++count > rill_runs.all)
                wrong("list %u has no end", k);
        }
    }
    return count;
}

/* The run at `first`, whose word is not 0.   returns  its length. */
static uint32_t check_run(uint32_t first, uint32_t end)
{
    uint32_t word = rill_runs.words[first], n = rill_length_of(word);

    if (!n || rill_use_of(word) == RILL_PAGES_NONE ||
        rill_use_of(word) >= RILL_PAGES_USES)
        wrong("page %u has the word 0x%x", first, word);
    if (n > end - first)
        wrong("the run at page %u has %u pages, and %u are left", first, n,
              end - first);
    if (word & RILL_WORD_LAST ||
        (n > 1 && rill_runs.words[first + n - 1] != (word | RILL_WORD_LAST)))
        wrong("the words of the run at page %u: 0x%x and 0x%x", first, word,
              rill_runs.words[first + n - 1]);
    for (uint32_t p = first + 1; p + 1 < first + n; p++)
        if (rill_runs.words[p])
            wrong("page %u lies within a run, and its word is 0x%x", p,
                  rill_runs.words[p]);
    return n;
}

void inside_check(void)
{
    uint32_t brk, sums[RILL_PAGES_USES] = {0}, runs = 0, large = 0;
    bool was_free = false;

    if (!rill_runs.words)
        return;
    brk = rill_page_of((void *)rill_heap_brk);
    if ((rill_heap_brk - rill_runs.base) % RILL_PAGE_BYTES ||
        rill_heap_brk > rill_heap_floor)
        wrong("rill_heap_brk is 0x%lx, the floor 0x%lx",
              (unsigned long)rill_heap_brk, (unsigned long)rill_heap_floor);
    for (uint32_t p = 0; p < (rill_runs.gapped ? rill_runs.all : brk);) {
        uint32_t n = 1;
        bool is_free = false;

        if (p == brk && was_free)
            wrong("a free run ends at rill_heap_brk");
        if (rill_runs.words[p]) {
            n = check_run(p, p < brk ? brk : rill_runs.all);
            is_free = rill_use_of(rill_runs.words[p]) == RILL_PAGES_FREE;
            runs += is_free;
            large += rill_use_of(rill_runs.words[p]) == RILL_PAGES_LARGE;
            sums[rill_use_of(rill_runs.words[p])] += n;
        } else if (p < brk) {
            wrong("page %u, below rill_heap_brk, is of no run", p);
        }
        if (is_free && was_free)
            wrong("two free runs lie side by side at page %u", p);
        was_free = is_free;
        p += n;
        if (!rill_runs.gapped && p == brk && was_free)
            wrong("a free run ends at rill_heap_brk");
    }
    if (check_lists() != runs)
        wrong("the lists have %u runs, the words %u", check_lists(), runs);
    if (memcmp(sums, used, sizeof sums) || large != large_runs)
        wrong("the pages of each use are counted wrong");
}
