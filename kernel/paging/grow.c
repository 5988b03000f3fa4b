/* kernel/paging/grow.c -- stacks that grow.
 *
 * A slot is the addresses of one stack, a power of two of them, high above all memory:
 *
 *     | slot, canary |     nothing     | not yet |  <-- stack    the task |
 *     ^ a page       ^ no page, ever   ^ end     ^ present
 *
 * A task in a slot is one in its caller's memory (kernel/memory/callers.c), of which we are the
 * caller. Its first access below `present` faults. The trap maps memory there, down to the address
 * and a little further, and the task goes on. Below `end` the fault is the report of an overflow.
 * There is memory at each address from `present` on: so a report may read all of a stack, and what a
 * task has handed to others is there, since it lies above the task's sp.
 *
 * The memory is pages of 4 KiB. A page that a stack gives back waits in a list for the next stack.
 *
 * The trap takes memory whatever it has interrupted. That is safe because of what it waits for:
 *
 *   - The trap takes two locks: `lock`, and when the list is empty the heap's. Neither may be held by
 *     the code that this hart has interrupted, or the hart would wait for itself. Code in a task that
 *     takes one of the two calls rill_stack_reach before, which reads a byte RILL_REACH below sp. So
 *     the stack has grown as far as the lock's holder needs, and holds the lock without a fault. (On
 *     one hart the locks are nothing, and what they guard is whole at each fault for that reason.)
 *   - Another hart may hold one of the two. It gives it back soon: it does not fault meanwhile, for
 *     the same reason, and an interrupt's handler takes neither.
 *   - Any other lock may be held by the code that was interrupted. No holder of the two waits for one.
 *
 * Harts and what they remember of the tables: a page that comes is new at its address since all harts
 * have fenced, so a hart has no wrong entry, but may remember that there was none: it asks again
 * (guards.c). A page that goes back, and a slot that a task has left, serve no other task before all
 * harts have fenced: that is done for many of them at once (settle).
 *
 * The end: a task gives back what lies below its sp, and its slot waits as this hart's `left` until
 * the next such task ends on this hart, on another stack: only then does nobody stand in the slot,
 * and it is free. The first page and the highest pages of a slot stay for the next task, because
 * kernel/sync/owner.c looks at tasks that have ended.
 */
#include <string.h>
#include <port/board.h>
#include <port/image.h>
#include "grown.h"
#include "guards.h"
#include "pages.h"
#include "paging.h"
#include "tables.h"
#include "task.h"

#define SLOT_BYTES  64 /* more than struct rill_slot has */
#define LEAST_SHIFT 16 /* of a slot's bytes */
#define CLASSES     RILL_GROWN_CLASSES
#define CLASS_SHIFT \
    RILL_GROWN_SHIFT /* each class of slots has so many addresses */
#define AHEAD      (4 * PAGE_BYTES) /* a stack grows by so much at a time */
#define MOST_STALE 16u /* slots, before the harts must forget them */
#define REFILL     (16 * PAGE_BYTES) /* and the list by so much */

/* A page that is free begins with the address of the next. */
struct page {
    struct page *next;
};

static struct rill_lock
    lock; /* of all that follows, of slots, and of their tables */
static struct page *pages;
static struct page *gone;       /* pages that harts may remember, and slots */
static struct rill_slot *stale; /* that had such pages */
static unsigned stale_count;
static struct rill_slot *slots[CLASSES]; /* free ones, by size */
static uintptr_t used[CLASSES];          /* bytes of addresses ever used */
static struct rill_slot
    *left[RILL_HARTS]; /* its task has ended last on that hart */

/* Take pages, or without malloc move the heap's end up. The heap's lock is not held here, as above. */
static void refill(void)
{
    uintptr_t at, end;

    rill_lock_take(&rill_heap_lock);
    at = (rill_heap_brk + PAGE_BYTES - 1) & -PAGE_BYTES;
    end = at + REFILL;
    if (rill_pages_are_open) {
        at = (uintptr_t)rill_pages_of_stacks(REFILL);
        end = at ? at + REFILL : at;
    } else if (end <= rill_heap_floor && at >= rill_heap_brk) {
        rill_heap_brk = end;
    } else {
        end = at;
    }
    rill_lock_drop(&rill_heap_lock);
    for (; at < end; at += PAGE_BYTES) {
        ((struct page *)at)->next = pages;
        pages = (struct page *)at;
    }
}

static unsigned class_of(uintptr_t at)
{
    return (unsigned)((at - RILL_GROWN_LOW) >> CLASS_SHIFT);
}

static void free_slot(struct rill_slot *s)
{
    unsigned class = class_of((uintptr_t)s);

    s->next = slots[class];
    slots[class] = s;
}

/* Have all harts forget what they remember. Then what is gone is free. */
static void settle(void)
{
    struct rill_slot *s, *next;
    struct page *p;

    rill_paging_fence();
    if (RILL_MANY)
        rill_paging_fence_others();
    while ((p = gone)) {
        gone = p->next;
        p->next = pages;
        pages = p;
    }
    for (s = stale; s; s = next) {
        next = s->next;
        free_slot(s);
    }
    stale = NULL;
    stale_count = 0;
}

static void *take_page(void)
{
    struct page *p;

    if (!pages && gone)
        settle();
    if (!pages)
        refill();
    p = pages;
    if (p)
        pages = p->next;
    return p;
}

/* The entry of a page in a slot; NULL: there is no memory for a table that it needs. A table
 * stays. */
static uintptr_t *entry_in(uintptr_t at)
{
    uintptr_t *table = rill_paging_root();

    for (unsigned level = PAGING_LEVELS - 1; level; level--) {
        uintptr_t *entry = &table[at >> (PAGE_SHIFT + level * PAGE_DIGIT) &
                                  (PAGE_ENTRIES - 1)];

        if (!(*entry & PAGE_V)) {
            uintptr_t *new = take_page(), link;

            if (!new)
                return NULL;
            for (unsigned i = 0; i < PAGE_ENTRIES; i++)
                new[i] = 0;
            link = (uintptr_t) new >> PAGE_SHIFT << PAGE_NUMBER | PAGE_V;
            __atomic_store_n(entry, link, __ATOMIC_RELEASE);
        }
        table = (uintptr_t *)(*entry >> PAGE_NUMBER << PAGE_SHIFT);
    }
    return &table[at >> PAGE_SHIFT & (PAGE_ENTRIES - 1)];
}

static bool map(uintptr_t at)
{
    uintptr_t *entry = entry_in(at);
    void *page;

    if (entry && *entry & PAGE_V)
        return true; /* left when memory ran out */
    page = entry ? take_page() : NULL;
    if (!page)
        return false;
    *entry =
        (uintptr_t)page >> PAGE_SHIFT << PAGE_NUMBER | RILL_DATA | PAGE_ALWAYS;
    rill_paging_fence_at(at);
    return true;
}

/* Let the stack have memory from `to` on, or less. */
static void grow(struct rill_slot *s, uintptr_t to)
{
    while (s->present > to && map(s->present - PAGE_BYTES))
        s->present -= PAGE_BYTES;
}

/* ---- in a trap ---- */

static bool grow_to(struct rill_slot *s, uintptr_t at)
{
    uintptr_t to = at & -AHEAD;
    bool is;

    rill_lock_take(&lock);
    is = at >= s->end;
    if (is) {
        grow(s, to > s->end ? to : s->end);
        is = at >= s->present;
        s->starved = !is;
    }
    rill_lock_drop(&lock);
    return is;
}

static bool touched(uintptr_t at)
{
    uintptr_t low = at & -((uintptr_t)1 << (LEAST_SHIFT + class_of(at)));

    return rill_entry_for(low) && grow_to((struct rill_slot *)low, at);
}

static bool reach(uintptr_t low, uintptr_t at)
{
    return grow_to(rill_slot_of(low), at);
}

/* ---- what a stack gives back ---- */

/* Take the pages below `to` away. With the lock held. */
static size_t take_away(struct rill_slot *s, uintptr_t to)
{
    uintptr_t from = s->present;

    if (from >= to)
        return 0;
    for (uintptr_t at = from; at < to; at += PAGE_BYTES) {
        uintptr_t *entry = entry_in(at);
        struct page *p = (struct page *)(*entry >> PAGE_NUMBER << PAGE_SHIFT);

        *entry = 0;
        p->next = gone;
        gone = p;
    }
    s->present = to;
    return to - from;
}

/* Where the running task's stack may end for now. */
static uintptr_t below_here(void)
{
    rill_stack_reach();
    return (rill_stack_pointer() - RILL_REACH) & -PAGE_BYTES;
}

/* The task may grow again at once, on any hart, so all harts must forget at once. */
static size_t shrink(uintptr_t low)
{
    uintptr_t to = below_here();
    size_t bytes;

    rill_lock_take(&lock);
    bytes = take_away(rill_slot_of(low), to);
    if (bytes)
        settle();
    rill_lock_drop(&lock);
    return bytes;
}

static void ended(uintptr_t low)
{
    uintptr_t to = below_here();
    struct rill_slot **mine = &left[rill_hart_index()], *before;

    rill_lock_take(&lock);
    take_away(rill_slot_of(low), to);
    before = *mine;
    *mine = rill_slot_of(low);
    if (before) {
        before->next = stale;
        stale = before;
        stale_count++;
    }
    rill_lock_drop(&lock);
}

/* ---- a new one ---- */

bool rill_grown_can(void)
{
    return rill_grown || (rill_paging_has_room() &&
                          (!RILL_MANY || rill_paging_fence_others()));
}

/* The task that will lie at the high end of a slot. */
static uintptr_t task_in(uintptr_t slot, unsigned class)
{
    return (uintptr_t)rill_block_task(
        slot + ((uintptr_t)1 << (LEAST_SHIFT + class)) - SLOT_BYTES);
}

/* A slot that no task has had. NULL: there is no memory, or there are no addresses. */
static struct rill_slot *new_slot(unsigned class)
{
    uintptr_t bytes = (uintptr_t)1 << (LEAST_SHIFT + class);
    uintptr_t low =
        RILL_GROWN_LOW + ((uintptr_t) class << CLASS_SHIFT) + used[class];
    struct rill_slot *s = (struct rill_slot *)low;
    uintptr_t to;

    if (used[class] + bytes > (uintptr_t)1 << CLASS_SHIFT || !map(low))
        return NULL;
    s->present = low + bytes;
    to = (task_in(low, class) - PAGE_BYTES) & -PAGE_BYTES;
    grow(s, to);
    if (s->present > to)
        return NULL;
    used[class] += bytes;
    return s;
}

void *rill_grown_take(size_t most, size_t *got)
{
    static const struct rill_grown it = {touched, reach, ended, shrink};
    struct rill_slot *s;
    unsigned class = 0;

    while (class < CLASSES &&
           (most > UINT32_MAX / 4 ||
            (size_t)1 << (LEAST_SHIFT + class) <
                most + rill_task_overhead() + 4 * PAGE_BYTES))
        class ++;
    if (class == CLASSES)
        return NULL;
    rill_grown = &it;
    rill_stack_reach();
    rill_lock_take(&lock);
    if (!slots[class] && stale_count >= MOST_STALE)
        settle();
    s = slots[class];
    if (s)
        slots[class] = s->next;
    else
        s = new_slot(class);
    if (s) {
        s->end = (task_in((uintptr_t)s, class) - most) & -PAGE_BYTES;
        s->starved = false;
    }
    rill_lock_drop(&lock);
    *got = ((size_t)1 << (LEAST_SHIFT + class)) - SLOT_BYTES;
    return s ? (char *)s + SLOT_BYTES : NULL;
}
