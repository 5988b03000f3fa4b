/* kernel/malloc/small.h -- malloc's small blocks: what a hart has of them, and what lies in memory.
 *
 *     a span: one page
 *     +-------+-------+-------+-- ... --+-----------+-----------+
 *     | block | block | block |         | not yet   | the span's|
 *     |       |       |       |         | given out | struct    |
 *     +-------+-------+-------+-- ... --+-----------+-----------+
 *     ^ a multiple of RILL_PAGE_BYTES   ^ carved                ^ the next page
 *
 * All blocks of a span have one size, and belong to one hart. The struct lies at the page's end, so
 * that the blocks lie at multiples of their size: a block of 64 bytes is aligned to 64.
 *
 * The sizes, a class each: multiples of 16 up to 256, as long as two blocks fit into a page. Then
 * sizes by how many blocks fit: 2 to 7, and then four numbers an octave (8 10 12 14 16 20 ...), each
 * size as large as so many may be, and a multiple of 64.
 */
#ifndef KERNEL_SMALL_H
#define KERNEL_SMALL_H

#include "hart.h"
#include "pages.h"

/* A block that is free. `key` is the span's tag, so a second free finds it. */
struct rill_free {
    struct rill_free *next;
    uintptr_t key;
};

/* A span is in one of these states:
 *     current   the first in its class's list. Its free blocks are in the class's `head`, and those
 *               that came back since are in `back`
 *     listed    in the list behind the current one: it has free blocks, in `back` or not carved yet
 *     full      in no list: all its blocks are out
 *     given     the page is in no hart's hands, or is the spare one; tag is 0 */
struct rill_span {
    struct rill_span *next,
        **link;               /* in the list of its class; link NULL: full */
    struct rill_free *back;   /* blocks that came back */
    uintptr_t inverse, bound; /* rill_span_has */
    unsigned long left;    /* so many frees, then rill_span_turns looks at it */
    uint16_t carved, room; /* blocks that have ever been out; that fit */
    uint32_t bytes;        /* of a block */
    struct rill_class *class;
    uintptr_t tag; /* rill_span_tag; 0: no span */
};

struct rill_class {
    struct rill_free *head;  /* what malloc takes next */
    struct rill_span *spans; /* the current one, then listed ones */
};

/* The bytes of a span that are blocks. */
#define RILL_SPAN_ROOM (RILL_PAGE_BYTES - sizeof(struct rill_span))

#define RILL_SMALL_STEPS  256u /* up to here a class each 16 bytes */
#define RILL_CLASSES_STEP 17 /* 0, 16, 32 ... 256; the first is always empty */

/* What a hart has. Only the hart that holds it touches it, but for the inbox. */
struct rill_heap {
    struct rill_class classes[RILL_CLASSES_STEP + RILL_MEDIUM_CLASSES];
    void *spare; /* a page that is in no class; or NULL */
    /* On many harts (many/frees.c): blocks that other harts have freed, newest first; and those that
     * this hart has taken out of there and has not put back yet; whether a hart holds this heap. */
    struct rill_free *inbox[RILL_MANY];
    struct rill_free *taken[RILL_MANY];
    uint32_t held[RILL_MANY];
};

extern struct rill_heap rill_heaps[RILL_HARTS];

/* __heap_start, once there is a span, and until then more than any address: no span lies below. (A
 * variable, because to load it is one instruction, and to make the address is two.) */
extern uintptr_t rill_heap_from, rill_heap_mask;

/* This hart's, or NULL: in a trap, and where this hart has not called malloc since it slept. */
static inline struct rill_heap *rill_heap_mine(void)
{
    struct rill_hart *h;

    if (!RILL_MANY)
        return &rill_heaps[0];
    h = rill_hart_self();
    return __builtin_expect(h != NULL, 1) ? h->many->heap : NULL;
}

static inline struct rill_span *rill_span_at(uintptr_t at)
{
    uintptr_t last = at | RILL_LINKER_NUMBER(__rill_heap_page_size - 1);

    return (struct rill_span *)(last + 1) - 1;
}

/* What a span of this hart's has as its tag. It is odd, and no address of anything that begins there,
 * so that no program has it in its memory by chance. On many harts it also names the hart. */
static inline uintptr_t rill_span_tag(const struct rill_span *s,
                                      const struct rill_heap *heap)
{
    uintptr_t last = (uintptr_t)(s + 1) - 1;

    return RILL_MANY ? last ^ (uintptr_t)heap : last;
}

/* Is it a block of this span's that was carved? With M = floor(2^N / size) + 1 for words of N bits,
 * size * M is 2^N + e with 0 < e <= size. So if the distance to the page's begin is q sizes and r
 * bytes, the product's low word is q * e + r * M: for a block it is q * e, and grows with q; for any
 * other address it is at least M, which is more. (As Lemire's test for divisibility does it, Faster
 * remainder by direct computation, 2019.) So one comparison, with e * carved, says both. */
static inline bool rill_span_has(const struct rill_span *s, uintptr_t at)
{
    uintptr_t n = at & RILL_LINKER_NUMBER(__rill_heap_page_size - 1);

    return n * s->inverse < s->bound;
}

/* ---- spans.c ---- */

/* What rill_heap_take and rill_heap_give cannot do on the common way: all of it. */
void *rill_heap_more(size_t bytes);
void rill_heap_give_rarely(void *at);

/* The span of this block, which was just put back, has no more frees left: it was full, or it has no
 * block out. */
void rill_span_turns(void *freed);

/* Give back what this hart holds and does not use: the spare page, spans without a block that is
 * out.   returns  whether there was any. This takes time for each class. */
bool rill_heap_flush(struct rill_heap *heap);

/* As rill_heap_flush, and of whatever other hart's heap can be had. When memory is short. */
bool rill_heap_flush_all(struct rill_heap *heap);

/* The owner's: a block that is free goes back to its span. */
void rill_span_put_back(struct rill_span *s, struct rill_free *b);

/* This hart's heap, which this hart then holds. In a task. */
struct rill_heap *rill_heap_open(void);

/* The class for so many bytes, and on return the bytes of its blocks; NULL: no class is that
 * large. */
struct rill_class *rill_heap_class(struct rill_heap *heap, size_t *bytes);

/* Take a block of this class. NULL: no memory. */
void *rill_heap_of_class(struct rill_heap *heap, struct rill_class *c,
                         size_t bytes);

/* The span of a block that is out; NULL: it is a large block, of so many pages. When `at` is neither, the
 * panic names `call` and its caller's return address. */
struct rill_span *rill_heap_block(const void *at, size_t *pages,
                                  const char *call, uintptr_t caller);

/* ---- many/frees.c ---- */

/* This hart holds its own heap from now until it sleeps. */
void rill_heap_hold(struct rill_hart *h, struct rill_heap *heap);

/* Put back so many of the blocks that other harts have freed, if there are so many. */
void rill_heap_see_to(struct rill_heap *heap, unsigned most);
#define RILL_SEEN_TO_AT_ONCE 8 /* on the rare way */

/* Free what lies in malloc's memory or below, and is no block of this hart's: as a rule a block of
 * another hart's; if not, the rare way tells what it is. */
void rill_heap_give_other(void *at);

/* Free a block of another hart's span.   returns  false: the block is free already. */
bool rill_heap_give_to(struct rill_heap *owner, const struct rill_span *s,
                       struct rill_free *b);

/* Is this block among those that other harts have freed? Only the holder asks. */
bool rill_heap_has_come(const struct rill_heap *heap,
                        const struct rill_free *b);

/* rill_heap_flush_all on many harts. */
bool rill_heaps_flush(struct rill_heap *mine);

/* ---- large.c ---- */

/* A run of pages for so many bytes. NULL, and errno is ENOMEM: no memory. */
void *rill_large_take(size_t bytes, size_t align);

/* ---- misuse.c ---- */

/* Panics: the caller of `call` (`caller` is its return address) gave it an address that malloc has not
 * given out. */
_Noreturn void rill_heap_wrong(const void *at, const char *call,
                               uintptr_t caller);

#endif
