/* kernel/checks/checked.c -- malloc's blocks with HEAP=debug (include/rill/heap.h): checked.h
 * has the picture.
 *
 *     taken --> out --free--> kept --as soon as KEPT others were freed--> the heap's again
 *
 * A key says where its record lies and what has become of its block. So an address that free is given
 * is known by the record before it, and no list is looked through. If there is no record, the lists
 * tell what the address is.
 *
 * What a program has overwritten is found when its block is freed, or leaves `kept`, or when all blocks
 * are looked at. No panic begins with the lock held: rill_try may come out of it.
 */
#include <rill/heap.h>
#include <rill/panic.h>
#include <string.h>
#include <port/image.h>
#include "checked.h"
#include "small.h"
#include "stop.h"
#include "task.h"

#define KEPT 64

#define SAY(caller, text, ...) \
    rill_panic_from(caller, RILL_SENTENCE(text), __VA_ARGS__)

struct rill_checked *rill_checked_out;
struct rill_lock rill_checked_lock;
static struct rill_checked *kept[KEPT];
static unsigned oldest;
static size_t kept_bytes; /* at most a sixteenth of the region */

static uintptr_t key_out(const struct rill_checked *b)
{
    return (uintptr_t)b ^ (uintptr_t)0xb10cb10cb10cb10c;
}

static uintptr_t key_kept(const struct rill_checked *b)
{
    return ~key_out(b);
}

static unsigned char *bytes_of(struct rill_checked *b)
{
    return (unsigned char *)(b + 1);
}

static void enter(void)
{
    rill_stack_reach();
    rill_lock_take(&rill_checked_lock);
}

static void leave(void)
{
    rill_lock_drop(&rill_checked_lock);
}

/* ---- what has been overwritten ---- */

/* The first byte of these that is not `fill`; n: there is none. */
static size_t first_other(const unsigned char *at, size_t n, unsigned char fill)
{
    size_t i = 0;

    while (i < n && at[i] == fill)
        i++;
    return i;
}

static bool is_whole(struct rill_checked *b)
{
    return b->key == key_out(b) &&
           first_other(b->fence, RILL_FENCE_BYTES, RILL_FILL_FENCE) ==
               RILL_FENCE_BYTES &&
           first_other(bytes_of(b) + b->bytes, RILL_FENCE_BYTES,
                       RILL_FILL_FENCE) == RILL_FENCE_BYTES;
}

static bool is_untouched(struct rill_checked *b)
{
    return first_other(bytes_of(b), b->bytes, RILL_FILL_FREED) == b->bytes;
}

static _Noreturn void tell_fence(struct rill_checked *b, const char *call,
                                 uintptr_t caller)
{
    size_t behind =
        first_other(bytes_of(b) + b->bytes, RILL_FENCE_BYTES, RILL_FILL_FENCE);

    if (behind < RILL_FENCE_BYTES)
        SAY(caller,
            "%s: byte %zu behind the end of a block of %zu bytes, 0x%lx, was "
            "overwritten; it was allocated at 0x%lx by task %u",
            call, behind, b->bytes, (unsigned long)bytes_of(b),
            (unsigned long)b->allocated_at, (unsigned)b->task);
    SAY(caller,
        "%s: bytes before a block of %zu bytes, 0x%lx, were overwritten; it "
        "was allocated at 0x%lx by task %u",
        call, b->bytes, (unsigned long)bytes_of(b),
        (unsigned long)b->allocated_at, (unsigned)b->task);
}

static _Noreturn void tell_use(struct rill_checked *b, const char *call,
                               uintptr_t caller)
{
    SAY(caller,
        "%s: byte %zu of a block of %zu bytes, 0x%lx, was written after its "
        "free; it was freed at 0x%lx and had been allocated at 0x%lx by task "
        "%u",
        call, first_other(bytes_of(b), b->bytes, RILL_FILL_FREED), b->bytes,
        (unsigned long)bytes_of(b), (unsigned long)b->freed_at,
        (unsigned long)b->allocated_at, (unsigned)b->task);
}

/* ---- blocks that were freed ---- */

static bool is_too_much(void)
{
    return kept_bytes > (rill_heap_end - (uintptr_t)__heap_start) / 16;
}

/* The oldest of those kept leaves the list.   returns  NULL: none is kept. */
static struct rill_checked *take_oldest(void)
{
    struct rill_checked *b;

    for (unsigned i = 0; i < KEPT; i++) {
        unsigned at = (oldest + i) % KEPT;

        if (!(b = kept[at]))
            continue;
        kept[at] = NULL;
        kept_bytes -= b->bytes;
        return b;
    }
    return NULL;
}

static void to_heap(struct rill_checked *b, const char *call, uintptr_t caller)
{
    if (!b)
        return;
    if (!is_untouched(b))
        tell_use(b, call, caller);
    b->key = 0;
    rill_heap_give(bytes_of(b) - b->front);
}

static void keep(struct rill_checked *b, const char *call, uintptr_t caller)
{
    struct rill_checked *other;
    bool more;

    enter();
    other = kept[oldest];
    if (other)
        kept_bytes -= other->bytes;
    kept[oldest] = b;
    kept_bytes += b->bytes;
    oldest = (oldest + 1) % KEPT;
    leave();
    to_heap(other, call, caller);
    do {
        enter();
        other = is_too_much() ? take_oldest() : NULL;
        more = other && is_too_much();
        leave();
        to_heap(other, call, caller);
    } while (more);
}

/* Memory is short.   returns  whether any was kept. */
static bool keep_none(uintptr_t caller)
{
    struct rill_checked *b;
    bool any = false;

    do {
        enter();
        b = take_oldest();
        leave();
        to_heap(b, RILL_SENTENCE("malloc"), caller);
        any |= b != NULL;
    } while (b);
    return any;
}

/* ---- which block an address means ---- */

static bool lies_in(struct rill_checked *b, uintptr_t at)
{
    return at - (uintptr_t)(b) < sizeof *b + b->bytes + RILL_FENCE_BYTES;
}

/* The block, out or kept, in which the address lies; NULL: none. With the lock held. */
static struct rill_checked *around(uintptr_t at)
{
    for (struct rill_checked *b = rill_checked_out; b; b = b->next)
        if (lies_in(b, at))
            return b;
    for (unsigned i = 0; i < KEPT; i++)
        if (kept[i] && lies_in(kept[i], at))
            return kept[i];
    return NULL;
}

/* The address means this block, and free cannot take it. */
static _Noreturn void tell_block(struct rill_checked *b, void *at,
                                 const char *call, uintptr_t caller)
{
    if (b->key == key_kept(b))
        SAY(caller,
            "%s(0x%lx): this block of %zu bytes is free already; it was freed "
            "at 0x%lx and had been allocated at 0x%lx by task %u",
            call, (unsigned long)at, b->bytes, (unsigned long)b->freed_at,
            (unsigned long)b->allocated_at, (unsigned)b->task);
    if (at == bytes_of(b))
        tell_fence(b, call, caller);
    SAY(caller,
        "%s(0x%lx): the address lies in a block of %zu bytes; give it what "
        "malloc returned, 0x%lx; it was allocated at 0x%lx by task %u",
        call, (unsigned long)at, b->bytes, (unsigned long)bytes_of(b),
        (unsigned long)b->allocated_at, (unsigned)b->task);
}

static _Noreturn void wrong(void *at, const char *call, uintptr_t caller)
{
    struct rill_checked *b;

    enter();
    b = around((uintptr_t)at);
    leave();
    if (b)
        tell_block(b, at, call, caller);
    rill_heap_wrong(at, call, caller);
}

static bool is_heaps(uintptr_t at)
{
    return at % 16 == 0 &&
           at >= (uintptr_t)__heap_start + sizeof(struct rill_checked) &&
           at < rill_heap_end;
}

static struct rill_checked *record_of(void *at, const char *call,
                                      uintptr_t caller)
{
    struct rill_checked *b = (struct rill_checked *)at - 1;

    if (!rill_here())
        rill_image_not_in_trap(call, caller);
    if (!is_heaps((uintptr_t)at) || b->key != key_out(b))
        wrong(at, call, caller);
    if (!is_whole(b))
        tell_fence(b, call, caller);
    return b;
}

/* ---- the promises (port/image.h) ---- */

void *rill_checked_take(size_t align, size_t bytes, uintptr_t caller)
{
    size_t front = (sizeof(struct rill_checked) + align - 1) & -align, all;
    struct rill_checked *b;
    char *at;

    if (!rill_here())
        rill_image_not_in_trap(RILL_SENTENCE("malloc"), caller);
    if (bytes > PTRDIFF_MAX || align > PTRDIFF_MAX)
        return rill_image_no_memory();
    all = front + bytes + RILL_FENCE_BYTES;
    do
        at = align <= 16 ? rill_heap_take(all)
                         : rill_heap_take_aligned(align, all);
    while (!at && keep_none(caller));
    if (!at)
        return NULL;
    b = (struct rill_checked *)(at + front) - 1;
    *b = (struct rill_checked){.bytes = bytes,
                               .allocated_at = caller,
                               .task = rill_task_self()->number,
                               .front = (uint32_t)front,
                               .key = key_out(b)};
    memset(b->fence, RILL_FILL_FENCE, RILL_FENCE_BYTES);
    memset(b + 1, RILL_FILL_NEW, bytes);
    memset(bytes_of(b) + bytes, RILL_FILL_FENCE, RILL_FENCE_BYTES);
    enter();
    b->next = rill_checked_out;
    b->link = &rill_checked_out;
    if (b->next)
        b->next->link = &b->next;
    rill_checked_out = b;
    leave();
    return b + 1;
}

void rill_checked_give(void *at, uintptr_t caller)
{
    const char *call = RILL_SENTENCE("free");
    struct rill_checked *b;

    if (!at)
        return;
    b = record_of(at, call, caller);
    enter();
    *b->link = b->next;
    if (b->next)
        b->next->link = b->link;
    b->key = key_kept(b);
    leave();
    b->freed_at = caller;
    memset(at, RILL_FILL_FREED, b->bytes);
    keep(b, call, caller);
}

size_t rill_checked_size(void *at, const char *call, uintptr_t caller)
{
    return record_of(at, call, caller)->bytes;
}

void rill_checked_asked_by(void *at, uintptr_t caller)
{
    struct rill_checked *b = (struct rill_checked *)at - 1;

    if (is_heaps((uintptr_t)at) && b->key == key_out(b))
        b->allocated_at = caller;
}

int rill_heap_check(void)
{
    const char *call = RILL_SENTENCE("rill_heap_check");
    uintptr_t caller = (uintptr_t)__builtin_return_address(0);
    struct rill_checked *out, *freed = NULL;

    rill_call_begins(call);
    enter();
    for (out = rill_checked_out; out && is_whole(out);)
        out = out->next;
    for (unsigned i = 0; i < KEPT && !freed; i++)
        if (kept[i] && !is_untouched(kept[i]))
            freed = kept[i];
    leave();
    if (out)
        tell_fence(out, call, caller);
    if (freed)
        tell_use(freed, call, caller);
    return 0;
}
