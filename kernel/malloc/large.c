/* kernel/malloc/large.c -- malloc's large blocks, each a run of pages; blocks that must be aligned; and
 * how large a block is. spans.c and large.c are one thing and call each other: what is too large for
 * a span has pages, and when pages are short, spans give back what they keep. */
#include <port/image.h>
#include <rill/panic.h>
#include "small.h"
#include "task.h"

#define CALLER ((uintptr_t)__builtin_return_address(0))

static size_t pages_for(size_t bytes)
{
    return (bytes + RILL_PAGE_BYTES - 1) / RILL_PAGE_BYTES;
}

void *rill_large_take(size_t bytes, size_t align)
{
    size_t pages, align_pages = pages_for(align);
    void *at;

    RILL_NEEDS(rill_gap_open); /* these are in gaps.c and break.c */
    RILL_NEEDS(rill_gap_close);
    RILL_NEEDS(rill_pages_have);
    RILL_NEEDS(rill_run_for_stacks);
    RILL_NEEDS(rill_break_move);
    if (bytes > PTRDIFF_MAX || align > PTRDIFF_MAX)
        return rill_image_no_memory();
    pages = bytes ? pages_for(bytes) : 1;
    at = rill_pages_take(pages, align_pages, RILL_PAGES_LARGE);
    if (!at && rill_heap_flush_all(rill_heap_open()))
        at = rill_pages_take(pages, align_pages, RILL_PAGES_LARGE);
    if (at) /* what RAM has held since before a reset may look like a span to free */
        rill_span_at((uintptr_t)at)->tag = 0;
    return at ? at : rill_image_no_memory();
}

/* Blocks of a class lie at multiples of their size (small.h). So a class will do if its size is a
 * multiple of the alignment, and sizes that are such a multiple mostly have one. */
void *rill_heap_take_aligned(size_t align, size_t bytes)
{
    size_t size = (bytes + align - 1) & -align, of_block = size;
    struct rill_class *c = NULL;
    void *at;

    if (!rill_here())
        rill_image_not_in_trap(
            RILL_SENTENCE("aligned_alloc, memalign or posix_memalign"), CALLER);
    if (size < bytes || align >= RILL_PAGE_BYTES)
        return rill_large_take(bytes, align);
    if (!size)
        of_block = align;
    c = rill_heap_class(rill_heap_open(), &of_block);
    if (!c || of_block & (align - 1))
        return rill_large_take(bytes, align);
    at = rill_heap_of_class(rill_heap_open(), c, of_block);
    return at ? at : rill_image_no_memory();
}

size_t rill_heap_size(const void *at, const char *call, uintptr_t caller)
{
    struct rill_span *s;
    size_t pages;

    if (!rill_here())
        rill_image_not_in_trap(call, caller);
    s = rill_heap_block(at, &pages, call, caller);
    return s ? s->bytes : pages * RILL_PAGE_BYTES;
}

/* A block that would be less than half full is not kept, so that realloc gives memory back. */
bool rill_heap_resize(void *at, size_t size, size_t bytes)
{
    bool large = rill_pages_at(at, &(size_t){0}) == RILL_PAGES_LARGE;

    if (bytes <= size && (bytes >= size / 2 || size <= 64))
        return true;
    return large && bytes > RILL_SPAN_ROOM / 2 && bytes <= PTRDIFF_MAX &&
           rill_pages_resize(at, pages_for(bytes));
}

void rill_heap_read(struct rill_heap_info *info)
{
    struct rill_pages_count c = {0};

    if (!rill_here())
        rill_image_not_in_trap(RILL_SENTENCE("mallinfo"), CALLER);
    rill_pages_count(&c);
    *info = (struct rill_heap_info){0};
    for (unsigned use = RILL_PAGES_FREE; use < RILL_PAGES_USES; use++)
        info->bytes += c.bytes[use];
    info->free_bytes = c.bytes[RILL_PAGES_FREE];
    info->free_runs = c.free_runs;
    info->large_blocks = c.large_runs;
    info->large_bytes = c.bytes[RILL_PAGES_LARGE];
}

bool rill_heap_trim(void)
{
    if (!rill_here())
        rill_image_not_in_trap(RILL_SENTENCE("malloc_trim"), CALLER);
    return rill_heap_flush(rill_heap_open());
}
