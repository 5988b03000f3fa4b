/* kernel/malloc/many/frees.c -- malloc's small blocks on many harts: frees from other harts, and which
 * hart holds a heap.
 *
 * A block belongs to the hart of its span, whichever hart frees it:
 *
 *      hart 0 frees it  --push-->  inbox of hart 1  --all at once-->  taken  --a few a call-->  spans
 *
 * No push is lost, and none waits: a pusher marks its block's link as one that comes, swaps the block
 * into the inbox, and then writes the older head into the link. A holder that meets a link that comes
 * waits for that one store. The holder takes the whole list by one swap. The pusher's swap releases and
 * the holder's acquires: so the holder sees all that was done to the block before.
 *
 * A hart holds its heap from its first call until it sleeps. A sleeping hart's heap is in no hart's
 * hands: so a hart that is short of memory takes each such heap for a moment, puts back what has come
 * into its inbox, and gives its unused pages to all. A hart that runs keeps its unused pages, a page or
 * two for each size, and one that computes and never allocates keeps what others have freed of its
 * blocks until it sleeps. That is the price of a free without a lock.
 *
 * Two other harts that free one block at once are told: one finds the other's key. When the owner
 * frees a block at the very moment another hart does, both may find no key: the owner's look at it and
 * its store are two instructions, since one AMO would cost each free more than all the rest of it.
 */
#include <port/image.h>
#include "small.h"
#include "task.h"

#define COMES ((struct rill_free *)1) /* the link is about to be written */

void rill_heap_hold(struct rill_hart *h, struct rill_heap *heap)
{
    RILL_NEEDS(rill_heap_sleeps);
    while (__atomic_exchange_n(heap->held, 1, __ATOMIC_ACQUIRE))
        rill_pause(); /* another hart flushes it */
    h->many->heap = heap;
}

static void let_go(struct rill_heap *heap)
{
    __atomic_store_n(heap->held, 0, __ATOMIC_RELEASE);
}

RILL_PART(heap_shut) void rill_heap_sleeps(struct rill_hart *h)
{
    struct rill_heap *heap = h->many->heap;

    if (!heap)
        return;
    h->many->heap = NULL;
    let_go(heap);
}

static struct rill_free *next_of(const struct rill_free *b)
{
    struct rill_free *next;

    while ((next = __atomic_load_n(&b->next, __ATOMIC_ACQUIRE)) == COMES)
        rill_pause();
    return next;
}

void rill_heap_see_to(struct rill_heap *heap, unsigned most)
{
    struct rill_free **taken = heap->taken, *b;

    if (!*taken && __atomic_load_n(heap->inbox, __ATOMIC_RELAXED))
        *taken = __atomic_exchange_n(heap->inbox, NULL, __ATOMIC_ACQUIRE);
    for (; most && (b = *taken); most--) {
        *taken = next_of(b);
        rill_span_put_back(rill_span_at((uintptr_t)b), b);
    }
}

static bool empty(struct rill_heap *heap)
{
    rill_heap_see_to(heap, UINT32_MAX); /* what had been taken before */
    rill_heap_see_to(heap, UINT32_MAX);
    return rill_heap_flush(heap);
}

bool rill_heap_give_to(struct rill_heap *owner, const struct rill_span *s,
                       struct rill_free *b)
{
    struct rill_free *older;

    if (__atomic_exchange_n(&b->key, s->tag, __ATOMIC_RELAXED) == s->tag)
        return false;
    __atomic_store_n(&b->next, COMES, __ATOMIC_RELAXED);
    older = __atomic_exchange_n(owner->inbox, b, __ATOMIC_RELEASE);
    __atomic_store_n(&b->next, older, __ATOMIC_RELEASE);
    return true;
}

/* A hart that does not hold its heap takes the rare way, which opens it: the block may be its own.
 * (flatten: with what it calls in it, it needs no stack frame.) */
__attribute__((flatten)) void rill_heap_give_other(void *at)
{
    struct rill_span *s = rill_span_at((uintptr_t)at);
    uintptr_t owner = ((uintptr_t)(s + 1) - 1) ^ s->tag;

    if (!rill_hart_self()->many->heap ||
        owner - (uintptr_t)rill_heaps >= sizeof rill_heaps ||
        !rill_span_has(s, (uintptr_t)at) ||
        !rill_heap_give_to((struct rill_heap *)owner, s, at))
        rill_heap_give_rarely(at);
}

static bool is_among(const struct rill_free *list, const struct rill_free *b)
{
    while (list && list != b)
        list = next_of(list);
    return list;
}

/* Other harts push blocks into the inbox meanwhile, but take none out. */
bool rill_heap_has_come(const struct rill_heap *heap, const struct rill_free *b)
{
    return is_among(*heap->taken, b) ||
           is_among(__atomic_load_n(heap->inbox, __ATOMIC_ACQUIRE), b);
}

bool rill_heaps_flush(struct rill_heap *mine)
{
    bool any = empty(mine);

    for (struct rill_heap *heap = rill_heaps; heap < rill_heaps + RILL_HARTS;
         heap++) {
        if (heap == mine)
            continue;
        if (__atomic_exchange_n(heap->held, 1, __ATOMIC_ACQUIRE))
            continue;
        any |= empty(heap);
        let_go(heap);
    }
    return any;
}
