/* kernel/malloc/small.c -- malloc and free, the common way: the class by the size, the first block of
 * its list, and back. No call, no loop, no lock; on many harts, of this hart's own spans alone. All
 * else is in spans.c: these functions end in calls of those there, so the common way has no stack frame. */
#include <port/image.h>
#include "small.h"
#include "task.h"

/* Is `b` no free block, or is this a trap? tp points into a task's block, which lies in the same
 * memory, and as a rule above malloc's. In a trap, and in tasks in their callers' memory, tp points
 * below; the rare way tells which. */
static inline bool is_rare(const void *b)
{
    return __builtin_expect((uintptr_t)b - 1 >= (uintptr_t)rill_tp, 0);
}

void *rill_heap_take(size_t bytes)
{
    struct rill_heap *heap = rill_heap_mine();
    size_t step = (bytes + 15) & ~(size_t)15;
    struct rill_class *c;
    struct rill_free *b;

    if (__builtin_expect(!heap || bytes > RILL_SMALL_STEPS, 0))
        return rill_heap_more(bytes);
    c = (struct rill_class *)((char *)heap->classes + step / 16 * sizeof *c);
    b = c->head;
    if (RILL_MANY ? __builtin_expect(!b, 0) : is_rare(b))
        return rill_heap_more(step);
    c->head = b->next;
    b->key = 0;
    return b;
}

/* The first line asks whether a span may be read at all. */
void rill_heap_give(void *at)
{
    uintptr_t mask = rill_heap_mask, last = (uintptr_t)at | mask;
    const struct rill_heap *heap;
    struct rill_free *b = at;
    uintptr_t tag;

    if (__builtin_expect((uintptr_t)at < rill_heap_from, 0) ||
        __builtin_expect((char *)at >= rill_tp, 0)) {
        rill_heap_give_rarely(at);
        return;
    }
    heap = RILL_MANY ? rill_hart_self()->many->heap : NULL;
#define S ((struct rill_span *)(last + 1) - 1)
    tag = S->tag;
    if (RILL_MANY && __builtin_expect(tag != (last ^ (uintptr_t)heap), 0)) {
        rill_heap_give_other(at);
        return;
    }
    if (__builtin_expect(!RILL_MANY && tag != last, 0) ||
        __builtin_expect(((uintptr_t)at & mask) * S->inverse >= S->bound, 0) ||
        __builtin_expect(b->key == tag, 0)) {
        rill_heap_give_rarely(at);
        return;
    }
    __asm__("" : "+r"(last));
    b->key = tag;
    b->next = S->back;
    S->back = b;
    if (__builtin_expect(!--S->left, 0))
        rill_span_turns(at);
}
