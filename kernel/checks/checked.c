/* kernel/checks/checked.c -- malloc's blocks with HEAP=debug (include/rill/heap.h): checked.h
 * has the picture.
 *
 *     taken --> out --free--> quarantine --as soon as QUARANTINE others were freed--> the heap's again
 *
 * A key says where its record lies and what has become of its block. So an address that free is given
 * is known by the record before it, and no list is looked through. If there is no record, the lists
 * tell what the address is.
 *
 * What a program has overwritten is found when its block is freed, or leaves quarantine, or when all blocks
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

#define QUARANTINE \
    64 /* blocks; and no more bytes than a sixteenth of the region */

#define SAY(caller, text, ...) \
    rill_panic_from(caller, RILL_SENTENCE(text), __VA_ARGS__)

struct rill_checked *rill_checked_out;
struct rill_lock rill_checked_lock;
static struct rill_checked *quarantine[QUARANTINE];
static unsigned oldest;
static size_t quarantine_bytes;

/* No pointer and no small number looks like a key. */
static uintptr_t key_out(const struct rill_checked *b)
{
    return (uintptr_t)b ^ (uintptr_t)0xb10cb10cb10cb10c;
}

static uintptr_t key_freed(const struct rill_checked *b)
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
           first_other(b->red_zone, RILL_RED_ZONE_BYTES, RILL_FILL_RED_ZONE) ==
               RILL_RED_ZONE_BYTES &&
           first_other(bytes_of(b) + b->bytes, RILL_RED_ZONE_BYTES,
                       RILL_FILL_RED_ZONE) == RILL_RED_ZONE_BYTES;
}

static bool is_untouched(struct rill_checked *b)
{
    return first_other(bytes_of(b), b->bytes, RILL_FILL_FREED) == b->bytes;
}

static _Noreturn void tell_red_zone(struct rill_checked *b, const char *call,
                                    uintptr_t caller)
{
    size_t behind = first_other(bytes_of(b) + b->bytes, RILL_RED_ZONE_BYTES,
                                RILL_FILL_RED_ZONE);

    if (behind < RILL_RED_ZONE_BYTES)
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
    return quarantine_bytes > (rill_heap_end - (uintptr_t)__heap_start) / 16;
}

/* The oldest block in quarantine leaves it.   returns  NULL: there is none. */
static struct rill_checked *take_oldest(void)
{
    struct rill_checked *b;

    for (unsigned i = 0; i < QUARANTINE; i++) {
        unsigned at = (oldest + i) % QUARANTINE;

        if (!(b = quarantine[at]))
            continue;
        quarantine[at] = NULL;
        quarantine_bytes -= b->bytes;
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

    enter();
    other = quarantine[oldest];
    if (other)
        quarantine_bytes -= other->bytes;
    quarantine[oldest] = b;
    quarantine_bytes += b->bytes;
    oldest = (oldest + 1) % QUARANTINE;
    leave();
    to_heap(other, call, caller);
    do {
        enter();
        other = is_too_much() ? take_oldest() : NULL;
        leave();
        to_heap(other, call, caller);
    } while (other);
}

/* Memory is short.   returns  whether any was in quarantine. */
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
    return at - (uintptr_t)(b) < sizeof *b + b->bytes + RILL_RED_ZONE_BYTES;
}

/* The block, out or in quarantine, in which the address lies; NULL: none. With the lock held. */
static struct rill_checked *around(uintptr_t at)
{
    for (struct rill_checked *b = rill_checked_out; b; b = b->next)
        if (lies_in(b, at))
            return b;
    for (unsigned i = 0; i < QUARANTINE; i++)
        if (quarantine[i] && lies_in(quarantine[i], at))
            return quarantine[i];
    return NULL;
}

/* The address means this block, and free cannot take it. */
static _Noreturn void tell_block(struct rill_checked *b, void *at,
                                 const char *call, uintptr_t caller)
{
    if (b->key == key_freed(b))
        SAY(caller,
            "%s(0x%lx): this block of %zu bytes is free already; it was freed "
            "at 0x%lx and had been allocated at 0x%lx by task %u",
            call, (unsigned long)at, b->bytes, (unsigned long)b->freed_at,
            (unsigned long)b->allocated_at, (unsigned)b->task);
    if (at == bytes_of(b))
        tell_red_zone(b, call, caller);
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
        tell_red_zone(b, call, caller);
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
    all = front + bytes + RILL_RED_ZONE_BYTES;
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
    memset(b->red_zone, RILL_FILL_RED_ZONE, RILL_RED_ZONE_BYTES);
    memset(b + 1, RILL_FILL_NEW, bytes);
    memset(bytes_of(b) + bytes, RILL_FILL_RED_ZONE, RILL_RED_ZONE_BYTES);
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
    b->key = key_freed(b);
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
    for (unsigned i = 0; i < QUARANTINE && !freed; i++)
        if (quarantine[i] && !is_untouched(quarantine[i]))
            freed = quarantine[i];
    leave();
    if (out)
        tell_red_zone(out, call, caller);
    if (freed)
        tell_use(freed, call, caller);
    return 0;
}
