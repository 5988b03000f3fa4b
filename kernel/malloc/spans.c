/* kernel/malloc/spans.c -- malloc's small blocks, the rare way: where a class's next blocks come from,
 * what becomes of a span, blocks that another hart frees, and the look at whatever free is given.
 * spans.c and large.c are one thing and call each other (large.c says why).
 *
 *      a page   --taken-->   current   --no block left-->   full
 *         ^                   ^     all in the class's        |
 *         |                   |     list behind it            | a block came back
 *         +--- all came back - listed <-----------------------+
 *
 * A current span stays when all its blocks have come back: so a class that is used once again has its
 * page. Of the other pages that come free a hart keeps one. So no pair of calls takes a page and gives
 * it back each time.
 *
 * Time: a span is carved a few blocks at a time, so no call makes a list of a whole page. Each call
 * looks at two spans at most: one that turns out to be full, and the next in the list, which is not.
 *
 * What many harts have on top of this is in many/frees.c.
 */
#include <port/image.h>
#include <rill/panic.h>
#include "small.h"
#include "task.h"

#define CARVED_AT_ONCE 32

#define CALLER ((uintptr_t)__builtin_return_address(0))

struct rill_heap rill_heaps[RILL_HARTS] __attribute__((section(".sbss")));
uintptr_t rill_heap_from __attribute__((section(".sdata"))) = UINTPTR_MAX;
uintptr_t rill_heap_mask __attribute__((section(".sbss")));

struct rill_heap *rill_heap_open(void)
{
    struct rill_hart *h = rill_hart_of_task();
    struct rill_heap *heap = &rill_heaps[RILL_MANY ? h - rill_harts : 0];

    RILL_NEEDS(rill_heap_flush_mine);
    rill_heap_mask = RILL_PAGE_BYTES - 1;
    rill_heap_from = (uintptr_t)__heap_start;
    if (RILL_MANY && !h->many->heap)
        rill_heap_hold(h, heap);
    return heap;
}

/* ---- the lists of spans ---- */

static void link_at(struct rill_span **link, struct rill_span *s)
{
    s->next = *link;
    if (s->next)
        s->next->link = &s->next;
    *link = s;
    s->link = link;
}

static void unlink(struct rill_span *s)
{
    *s->link = s->next;
    if (s->next)
        s->next->link = s->link;
    s->link = NULL;
}

static uint32_t *kept_by(const struct rill_heap *heap)
{
    return &rill_pages_kept[RILL_MANY ? heap - rill_heaps : 0];
}

static void discard(struct rill_heap *heap, struct rill_span *s)
{
    void *page = (char *)(s + 1) - RILL_PAGE_BYTES;

    unlink(s);
    s->tag = 0;
    if (heap->spare) {
        --*kept_by(heap);
        rill_pages_give(page);
    } else {
        heap->spare = page;
    }
}

/* Make a page the class's current span.   returns  NULL: no memory. */
static struct rill_span *new_span(struct rill_heap *heap, struct rill_class *c,
                                  size_t bytes)
{
    void *page = heap->spare;
    struct rill_span *s;

    if (!page && (page = rill_pages_take(1, 1, RILL_PAGES_SMALL)))
        ++*kept_by(heap);
    if (!page)
        return NULL;
    heap->spare = NULL;
    s = rill_span_at((uintptr_t)page);
    s->back = NULL;
    s->inverse = UINTPTR_MAX / bytes + 1 + !(bytes & (bytes - 1));
    s->bound = 0;
    s->left = 0;
    s->carved = 0;
    s->room = (uint16_t)(RILL_SPAN_ROOM / bytes);
    s->bytes = (uint32_t)bytes;
    s->class = c;
    s->tag = rill_span_tag(s, heap);
    link_at(&c->spans, s);
    return s;
}

/* ---- a class's next blocks ---- */

static struct rill_free *carve(struct rill_span *s)
{
    unsigned n = s->room - s->carved;
    struct rill_free *first = NULL, *b;
    char *at = (char *)(s + 1) - RILL_PAGE_BYTES + s->carved * s->bytes;

    if (n > CARVED_AT_ONCE)
        n = CARVED_AT_ONCE;
    s->carved = (uint16_t)(s->carved + n);
    s->left += n;
    s->bound += n * (s->bytes * s->inverse);
    for (at += n * s->bytes; n--;) {
        b = (struct rill_free *)(at -= s->bytes);
        b->key = s->tag;
        b->next = first;
        first = b;
    }
    return first;
}

/* Blocks of the current span for its class's list.   returns  NULL: it is full. */
static struct rill_free *blocks_of(struct rill_span *s)
{
    struct rill_free *first = s->back;

    if (!first)
        return carve(s);
    s->back = NULL;
    s->left = s->carved;
    return first;
}

/* Blocks of the class's first span that has any; those before it turn out to be full. */
static struct rill_free *blocks_of_class(struct rill_class *c)
{
    struct rill_span *s;
    struct rill_free *first;

    while ((s = c->spans)) {
        if ((first = blocks_of(s)))
            return first;
        unlink(s);
        s->left = 1;
    }
    return NULL;
}

static struct rill_free *refill(struct rill_heap *heap, struct rill_class *c,
                                size_t bytes)
{
    struct rill_free *first = blocks_of_class(c);
    struct rill_span *s;

    if (first)
        return first;
    s = new_span(heap, c, bytes);
    if (!s && rill_heap_flush_all(heap)) {
        first = blocks_of_class(c); /* other harts may have freed some */
        if (first)
            return first;
        s = new_span(heap, c, bytes);
    }
    return s ? carve(s) : NULL;
}

void *rill_heap_of_class(struct rill_heap *heap, struct rill_class *c,
                         size_t bytes)
{
    struct rill_free *b = c->head;

    if (!b)
        b = refill(heap, c, bytes);
    if (!b)
        return NULL;
    c->head = b->next;
    b->key = 0;
    return b;
}

/* The picture of the sizes is in small.h. */
struct rill_class *rill_heap_class(struct rill_heap *heap, size_t *bytes)
{
    size_t step, fit, medium;
    unsigned octave = 0;

    if (*bytes > RILL_SPAN_ROOM)
        return NULL;
    step = *bytes ? (*bytes + 15) & ~(size_t)15 : 16;
    if (step <= RILL_SMALL_STEPS && 2 * step <= RILL_SPAN_ROOM) {
        *bytes = step;
        return &heap->classes[step / 16];
    }
    fit = RILL_SPAN_ROOM / ((step + 63) & ~(size_t)63);
    while (fit >> octave >= 8)
        octave++;
    medium = octave ? 2 + octave * 4 + (fit >> octave) - 4 : fit - 2;
    if (fit < 2 || medium >= RILL_MEDIUM_CLASSES)
        return NULL;
    *bytes = RILL_SPAN_ROOM / (fit >> octave << octave) & ~(size_t)63;
    return &heap->classes[RILL_CLASSES_STEP + medium];
}

void rill_span_put_back(struct rill_span *s, struct rill_free *b)
{
    b->next = s->back;
    s->back = b;
    if (!--s->left)
        rill_span_turns(b);
}

/* The hart of this span; NULL: the page is no span now. */
static struct rill_heap *owner_of(const struct rill_span *s)
{
    uintptr_t owner = ((uintptr_t)(s + 1) - 1) ^ s->tag;

    if (!RILL_MANY)
        return owner ? NULL : &rill_heaps[0];
    return owner >= (uintptr_t)rill_heaps &&
                   owner < (uintptr_t)(rill_heaps + RILL_HARTS)
               ? (struct rill_heap *)owner
               : NULL;
}

/* ---- the rare ways ---- */

static void *take_rarely(size_t bytes)
{
    struct rill_heap *heap = rill_heap_open();
    size_t of_block = bytes;
    struct rill_class *c;
    void *at;

    if (RILL_MANY)
        rill_heap_see_to(heap, RILL_SEEN_TO_AT_ONCE);
    c = rill_heap_class(heap, &of_block);
    if (!c)
        return rill_large_take(bytes, 1);
    at = rill_heap_of_class(heap, c, of_block);
    return at ? at : rill_image_no_memory();
}

void *rill_heap_more(size_t bytes)
{
    struct rill_heap *heap = rill_heap_mine();
    struct rill_class *c;
    struct rill_free *b;
    void *at;

    if (!rill_here())
        rill_image_not_in_trap(RILL_SENTENCE("malloc"), CALLER);
    if (!heap || bytes > RILL_SMALL_STEPS)
        return take_rarely(bytes);
    c = &heap->classes[(bytes + 15) / 16];
    if (!c->spans)
        return take_rarely(bytes);
    b = c->spans->back;
    if (b &&
        !c->head) { /* most of these: blocks of the current span came back */
        c->spans->back = NULL;
        c->spans->left = c->spans->carved;
        c->head = b->next;
        b->key = 0;
        return b;
    }
    if (RILL_MANY)
        rill_heap_see_to(heap, RILL_SEEN_TO_AT_ONCE);
    at = rill_heap_of_class(heap, c, (bytes + 15) & ~(size_t)15);
    return at ? at : rill_image_no_memory();
}

void rill_span_turns(void *freed)
{
    struct rill_span *s = rill_span_at((uintptr_t)freed);
    struct rill_class *c = s->class;

    if (!s->link) {
        link_at(c->spans ? &c->spans->next : &c->spans, s);
        s->left = s->carved - 1u;
    } else if (c->spans != s) {
        discard(owner_of(s), s); /* the owner may be asleep */
    }
}

/* Are all blocks that are not back in the class's list? */
static bool is_unused(const struct rill_class *c, const struct rill_span *s)
{
    unsigned long out = s->left;

    for (const struct rill_free *b = c->head; b && out; b = b->next)
        out--;
    return !out;
}

bool rill_heap_flush(struct rill_heap *heap)
{
    bool any = false;

    for (unsigned i = 1; i < sizeof heap->classes / sizeof *heap->classes;
         i++) {
        struct rill_class *c = &heap->classes[i];

        if (c->spans && is_unused(c, c->spans)) {
            c->head = NULL;
            discard(heap, c->spans);
            any = true;
        }
    }
    if (heap->spare) {
        --*kept_by(heap);
        rill_pages_give(heap->spare);
        heap->spare = NULL;
        any = true;
    }
    return any;
}

bool rill_heap_flush_all(struct rill_heap *heap)
{
    return RILL_MANY ? rill_heaps_flush(heap) : rill_heap_flush(heap);
}

static bool is_in(const struct rill_free *list, const void *at)
{
    while (list && list != at)
        list = list->next;
    return list;
}

/* Is the block free? A program may have the span's tag in its own memory: so the owner looks whether
 * the block is in one of its lists. Another hart believes the word: it cannot walk the lists. */
static bool is_free(const struct rill_heap *owner, const struct rill_span *s,
                    const struct rill_free *b)
{
    if (b->key != s->tag)
        return false;
    if (RILL_MANY && owner != rill_heap_mine())
        return true;
    return is_in(s->back, b) || is_in(s->class->head, b) ||
           (RILL_MANY && rill_heap_has_come(owner, b));
}

struct rill_span *rill_heap_block(const void *at, size_t *pages,
                                  const char *call, uintptr_t caller)
{
    enum rill_pages_use use = rill_pages_at(at, pages);
    struct rill_span *s = rill_span_at((uintptr_t)at);
    struct rill_heap *owner;

    if (use == RILL_PAGES_LARGE && !((uintptr_t)at & (RILL_PAGE_BYTES - 1)))
        return NULL;
    if (use == RILL_PAGES_SMALL && (owner = owner_of(s)) &&
        rill_span_has(s, (uintptr_t)at) && !is_free(owner, s, at))
        return s;
    rill_heap_wrong(at, call, caller);
}

void rill_heap_give_rarely(void *at)
{
    const char *call = RILL_SENTENCE("free");
    struct rill_free *b = at;
    struct rill_heap *owner;
    struct rill_span *s;
    size_t pages;

    if (!rill_here())
        rill_image_not_in_trap(call, CALLER);
    if (!at)
        return;
    if (RILL_MANY)
        rill_heap_open(); /* a hart that has slept holds its heap again */
    s = rill_heap_block(at, &pages, call, CALLER);
    if (!s) {
        rill_pages_give(at);
        return;
    }
    owner = owner_of(s);
    if (RILL_MANY && owner != rill_heap_mine()) {
        if (!rill_heap_give_to(owner, s, b))
            rill_heap_wrong(at, call, CALLER);
        return;
    }
    b->key = s->tag;
    rill_span_put_back(s, b);
}

RILL_PART(pages_flush) void rill_heap_flush_mine(void)
{
    rill_heap_flush_all(rill_heap_open());
}
