/* kernel/malloc/break.c -- malloc's pages for others: for sbrk, and for stacks that grow. */
#include "heap.h"
#include "runs.h"
#include "task.h"

static uintptr_t break_at;  /* 0: it never was asked for */
static uintptr_t break_end; /* so far it may move up in its run */

/* Nothing is joined for them: a trap does not wait for that. */
RILL_PART(pages_of_stacks) void *rill_run_for_stacks(size_t bytes)
{
    return rill_run_take((bytes + RILL_PAGE_BYTES - 1) / RILL_PAGE_BYTES, 1,
                         RILL_PAGES_STACK);
}

/* More than the last pages of the break: take some that follow them, or begin anew, as after any
 * other sbrk between two of a program's. */
static bool more_break(size_t bytes)
{
    size_t pages = (bytes + RILL_PAGE_BYTES - 1) / RILL_PAGE_BYTES;
    void *run = (void *)(break_end - RILL_PAGE_BYTES);

    if (break_end > rill_runs.base &&
        rill_use_of(rill_runs.words[rill_page_of(run)]) == RILL_PAGES_BREAK) {
        uint32_t n = rill_length_of(rill_runs.words[rill_page_of(run)]);
        uint32_t first = rill_page_of(run) + 1 - n;
        size_t more = (bytes - (break_end - break_at) + RILL_PAGE_BYTES - 1) /
                      RILL_PAGE_BYTES;

        if (rill_run_resize(rill_page_at(first), n + more)) {
            break_end += more * RILL_PAGE_BYTES;
            return true;
        }
    }
    run = rill_run_take_or_join(pages, 1, RILL_PAGES_BREAK);
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

    if (break_end <= rill_runs.base)
        return (uintptr_t)__heap_start;
    last = rill_page_of((void *)(break_end - 1));
    return (uintptr_t)rill_page_at(last + 1 -
                                   rill_length_of(rill_runs.words[last]));
}

RILL_PART(pages_break) void *rill_break_move(ptrdiff_t delta)
{
    uintptr_t old;

    if (!break_at)
        break_at = break_end = rill_runs.begin;
    if (delta > 0 && (size_t)delta > break_end - break_at &&
        !more_break((size_t)delta))
        return NULL;
    if (delta < 0 && -(uintptr_t)delta > break_at - break_from())
        return NULL;
    old = break_at;
    break_at += (uintptr_t)delta;
    return (void *)old;
}
