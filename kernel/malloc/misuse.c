/* kernel/malloc/misuse.c -- an address that free, realloc or malloc_usable_size was given, and that is no
 * block of malloc's: what is it? The panic says so, with the call's caller. */
#include <string.h>
#include <port/image.h>
#include <rill/panic.h>
#include "small.h"
#include "stop.h"
#include "task.h"

#define SAY(caller, text, ...) \
    rill_panic_from(caller, RILL_SENTENCE(text), __VA_ARGS__)

/* The large block in which the address lies, and its end; 0: in none. An address above the region is in
 * none: to walk down to the region from there could take for ever. */
static uintptr_t large_around(uintptr_t at, uintptr_t *end)
{
    uintptr_t page = at & -RILL_PAGE_BYTES;
    size_t pages = 0;

    if (at >= rill_heap_end)
        return 0;
    for (; page >= (uintptr_t)__heap_start; page -= RILL_PAGE_BYTES)
        if (rill_pages_at((void *)page, &pages) != RILL_PAGES_NONE)
            break;
    *end = page + pages * RILL_PAGE_BYTES;
    return page >= (uintptr_t)__heap_start && at < *end &&
                   rill_pages_at((void *)page, &pages) == RILL_PAGES_LARGE
               ? page
               : 0;
}

static _Noreturn void inside(const char *call, uintptr_t at, uintptr_t begin,
                             size_t size, uintptr_t caller)
{
    SAY(caller,
        "%s(0x%lx): the address lies %lu bytes inside a block of %lu bytes; "
        "give it what malloc returned, 0x%lx",
        call, (unsigned long)at, (unsigned long)(at - begin),
        (unsigned long)size, (unsigned long)begin);
}

static void look_at_span(const char *call, uintptr_t at, uintptr_t caller)
{
    const struct rill_span *s = rill_span_at(at);
    uintptr_t page = at & -RILL_PAGE_BYTES, begin;

    if (!s->tag)
        return;
    begin = at - (at - page) % s->bytes;
    if (begin == at && (at - page) / s->bytes < s->carved)
        SAY(caller,
            "%s(0x%lx): this block of %lu bytes is free already; free a block "
            "once, and do not use it afterwards",
            call, (unsigned long)at, (unsigned long)s->bytes);
    if ((at - page) / s->bytes < s->carved)
        inside(call, at, begin, s->bytes, caller);
}

_Noreturn void rill_heap_wrong(const void *p, const char *call,
                               uintptr_t caller)
{
    uintptr_t at = (uintptr_t)p, end, begin;
    const struct rill_task *t;
    const char *name;
    size_t pages;

    if (rill_pages_at(p, &pages) == RILL_PAGES_SMALL)
        look_at_span(call, at, caller);
    begin = large_around(at, &end);
    if (begin)
        inside(call, at, begin, end - begin, caller);
    t = rill_stack_of(at);
    if (t)
        SAY(caller,
            "%s(0x%lx): the address lies on the stack of task %u; give it "
            "only what malloc returned",
            call, (unsigned long)at, (unsigned)t->number);
    name = rill_region(at) + 1;
    if (!strcmp(name, "data") || !strcmp(name, "constants") ||
        !strcmp(name, "code"))
        SAY(caller,
            "%s(0x%lx): the address lies in %s, which malloc has not given "
            "out",
            call, (unsigned long)at, name);
    SAY(caller,
        "%s(0x%lx): malloc has not given out this address, or its block is "
        "free already",
        call, (unsigned long)at);
}
