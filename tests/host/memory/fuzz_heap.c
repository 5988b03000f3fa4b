/* fuzz_heap.c -- malloc, free and their like over pages.c, on one hart or several that take turns in
 * this thread. Each block is full of a pattern of its own. Wrong frees must panic, and no right one. */
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"

void *rill_malloc(size_t bytes);
void rill_free(void *at);
void *rill_realloc(void *at, size_t bytes);
void *rill_memalign(size_t align, size_t bytes);
size_t rill_malloc_usable_size(void *at);

#define BLOCKS 400

static uint64_t numbers;
static struct {
    unsigned char *at; /* NULL: none */
    size_t bytes;
    unsigned pattern;
    unsigned hart; /* that took it */
} blocks[BLOCKS];
static char in_static[64] __attribute__((aligned(16)));
static unsigned now; /* the hart that makes the calls */

static uint32_t below(uint32_t n)
{
    return random_below(&numbers, n);
}

static unsigned char pattern(unsigned of, size_t i)
{
    return (unsigned char)(of * 31 + i * 7 + (i >> 8));
}

static void fill(unsigned i, size_t from)
{
    for (size_t n = from; n < blocks[i].bytes; n++)
        blocks[i].at[n] = pattern(blocks[i].pattern, n);
}

static void expect(unsigned i, size_t bytes)
{
    for (size_t n = 0; n < bytes; n++)
        if (blocks[i].at[n] != pattern(blocks[i].pattern, n))
            wrong("the block %p of %zu bytes: byte %zu has changed",
                  (void *)blocks[i].at, blocks[i].bytes, n);
}

static size_t some_bytes(void)
{
    switch (below(16)) {
    case 0:
        return below(4) ? host_page_size + below(64) - 32 : below(3);
    case 1:
        return below(1u << 17);
    case 2:
        return below(8) ? below(4096) : SIZE_MAX - below(100000);
    default:
        return below(1u << below(11));
    }
}

/* The bytes that malloc says the block has are the block's alone: no other lies there. */
static void expect_apart(unsigned i, size_t usable)
{
    const unsigned char *at = blocks[i].at;

    for (unsigned k = 0; k < BLOCKS; k++)
        if (k != i && blocks[k].at && blocks[k].at < at + usable &&
            at < blocks[k].at + (blocks[k].bytes ? blocks[k].bytes : 1))
            wrong("the blocks %p of %zu bytes and %p of %zu overlap",
                  (const void *)at, usable, (void *)blocks[k].at,
                  blocks[k].bytes);
    if ((uintptr_t)at < inside_base() || (uintptr_t)at + usable > rill_heap_end)
        wrong("the block %p lies outside of malloc's memory", (const void *)at);
}

static void has_come(unsigned i, void *at, size_t bytes, size_t align)
{
    size_t usable;

    blocks[i].at = at;
    blocks[i].bytes = bytes;
    blocks[i].hart = now;
    if ((uintptr_t)at % align)
        wrong("the block %p is not aligned to %zu", at, align);
    usable = rill_malloc_usable_size(at);
    if (usable < bytes)
        wrong("malloc_usable_size says %zu for %zu bytes", usable, bytes);
    expect_apart(i, usable);
}

static void take(unsigned i)
{
    size_t bytes = some_bytes(), align = 16;
    void *at;

    if (below(8) == 0) {
        align = (size_t)1 << below(16);
        at = rill_memalign(align, bytes);
    } else {
        at = rill_malloc(bytes);
    }
    if (!at) /* fuzz_heap sees that it is rarely so */
        return;
    blocks[i].pattern = below(100000);
    has_come(i, at, bytes, align);
    fill(i, 0);
}

/* ---- misuse ---- */

static bool panics(void (*call)(void *), void *at)
{
    jmp_buf back;

    host_panics = &back;
    if (setjmp(back)) {
        host_panics = NULL;
        return true;
    }
    call(at);
    host_panics = NULL;
    return false;
}

static void by_realloc(void *at)
{
    rill_realloc(at, 100);
}

static void must_panic(const char *what, void *at)
{
    void (*call)(void *) = below(4) ? rill_free : by_realloc;

    if (!panics(call, at))
        wrong("%s: no panic for %p", what, at);
    if (!strstr(host_said, "free(0x") && !strstr(host_said, "realloc(0x"))
        wrong("%s: the panic says \"%s\"", what, host_said);
}

static void must_say(const char *what, const char *words)
{
    if (!strstr(host_said, words))
        wrong("%s: the panic says \"%s\"", what, host_said);
}

static void wrong_free(unsigned i)
{
    char on_stack[64] __attribute__((aligned(16)));
    size_t usable = rill_malloc_usable_size(blocks[i].at);

    switch (below(7)) {
    case 6: /* the begin of a large block's last page */
        if (usable <= host_page_size)
            return;
        must_panic("of a last page", blocks[i].at + usable - host_page_size);
        must_say("of a last page", "bytes inside a block of");
        break;
    case 5:
        must_panic("of a wild address", (void *)(UINTPTR_MAX / 3 * 2));
        break;
    case 0:
        must_panic("of a stack", on_stack);
        break;
    case 1:
        must_panic("of a static variable", in_static);
        break;
    case 2: {
        unsigned char *at =
            (unsigned char *)(rill_heap_end - 16 * (1 + below(64)));

        for (unsigned k = 0; k < BLOCKS; k++)
            if (blocks[k].at == at)
                return;
        must_panic("of no block", at);
        break;
    }
    case 3: /* the pages' table */
        must_panic("below all pages", (void *)(inside_base() - 16));
        break;
    default:
        must_panic("inside a block",
                   blocks[i].at + 1 + below((uint32_t)usable - 1));
        must_say("inside a block", "bytes inside a block of");
    }
}

/* ---- right calls ---- */

static void give(unsigned i)
{
    unsigned char *at = blocks[i].at;
    const struct rill_span *s = rill_span_at((uintptr_t)at);

    expect(i, blocks[i].bytes);
    /* A program may have any word in its block. Other harts than the owner believe the word. */
    if (rill_malloc_usable_size(at) < host_page_size && below(4) == 0 &&
        (!RILL_MANY || rill_span_tag(s, host_hart->many->heap) == s->tag))
        ((struct rill_free *)at)->key = s->tag;
    rill_free(at);
    blocks[i].at = NULL;
    if (below(3) == 0)
        must_panic("a second time", at);
}

static void change(unsigned i)
{
    size_t bytes = some_bytes(), old = blocks[i].bytes;
    unsigned char *was = blocks[i].at, *at;

    expect(i, old);
    at = rill_realloc(was, bytes);
    if (!bytes) {
        if (at)
            wrong("realloc to 0 bytes says %p", (void *)at);
        blocks[i].at = NULL;
        return;
    }
    if (!at) {
        expect(i, old); /* it stays */
        return;
    }
    has_come(i, at, bytes, 16);
    expect(i, old < bytes ? old : bytes);
    fill(i, 0);
    if (at != was && below(4) == 0)
        must_panic("after realloc has moved it", was);
}

static void step(void)
{
    unsigned i = below(BLOCKS);

    if (RILL_MANY && below(4) == 0)
        host_be(now = below(RILL_HARTS));
    /* A task in its caller's memory has a low tp. */
    rill_tp = below(20) ? (char *)rill_heap_end : (char *)__heap_start - 64;
    if (below(500) == 0)
        rill_heap_trim();
    if (!blocks[i].at)
        take(i);
    else if (below(10) == 0)
        wrong_free(i);
    else if (below(4) == 0)
        change(i);
    else
        give(i);
}

/* What others have freed of a hart's comes back a few blocks a call that is rare. */
static void empty_inbox(void)
{
    struct rill_heap *heap = rill_heap_open();

    for (unsigned n = 0; *heap->inbox || *heap->taken; n++) {
        rill_free(rill_malloc(3 * host_page_size));
        if (n > BLOCKS)
            wrong("the inbox of hart %u does not become empty", now);
    }
}

/* The pages of small blocks are those that the harts keep, and no others. */
static void kept_by_harts(void)
{
    struct rill_pages_count c;
    size_t kept = 0;

    rill_pages_count(&c);
    for (unsigned i = 0; i < RILL_HARTS; i++)
        kept += rill_pages_kept[i] * RILL_PAGE_BYTES;
    if (kept != c.bytes[RILL_PAGES_SMALL])
        wrong("harts keep %zu bytes, and %zu are small blocks'", kept,
              c.bytes[RILL_PAGES_SMALL]);
}

static void all_back(void)
{
    struct rill_pages_count c;

    for (unsigned i = 0; i < BLOCKS; i++)
        if (blocks[i].at)
            give(i);
    for (now = 0; now < RILL_HARTS; now++) {
        host_be(now);
        if (RILL_MANY)
            empty_inbox();
        rill_heap_trim();
        rill_heap_trim();
    }
    rill_pages_count(&c);
    kept_by_harts();
    if (c.bytes[RILL_PAGES_SMALL] || c.bytes[RILL_PAGES_LARGE])
        wrong("all is free, and %zu bytes are small blocks', %zu large",
              c.bytes[RILL_PAGES_SMALL], c.bytes[RILL_PAGES_LARGE]);
    if (rill_heap_brk != inside_base())
        wrong("all is free, and rill_heap_brk has not come back");
}

void fuzz_heap(uint64_t seed, unsigned steps)
{
    size_t page, bytes;

    numbers = seed * 2 + 1;
    page = (size_t[]){512, 1024, 4096, 16384}[below(4)];
    bytes = below(3) ? REGION - 64 * below(300) : page * (30 + below(60));
    if (bytes > REGION)
        bytes = REGION;
    memset(blocks, 0, sizeof blocks);
    host_reset(page, 4 * below(300), bytes);
    now = 0;
    rill_free(NULL);
    rill_free(rill_malloc(1)); /* so there is a base */
    for (host_step = 0; host_step < steps; host_step++) {
        step();
        if (host_step % 16 == 0) {
            inside_check();
            kept_by_harts();
        }
    }
    all_back();
    inside_check();
}
