/* kernel/memory/heap.c -- one region, shared by malloc from below and tasks from above.
 *
 *   __heap_start        brk            floor                 end
 *        | malloc's -->  |   free       |  <-- tasks' blocks  |
 *
 * Between malloc and tasks there is no fixed border, so neither starves for want of memory that the
 * other has free, and each gets an honest "no" where they meet. A block of an ended task is kept on
 * the free list of its size: what a program once needed for tasks it will need again. When memory
 * runs out, and only then, the heap dissolves all free blocks and joins those that lie together:
 *
 *        brk      floor                                       end
 *         |  free  |  free free | task | free | task | free free |   before
 *         |       free          | task | hole | task |   hole    |   after
 *                               floor
 *
 * Free memory at the floor is malloc's or a task's again. A hole is a block like any other, for a
 * task of any size that fits, and the rest of it stays a hole. So malloc can get all memory that
 * lies below every living task. (We refused to join when a task ends, because a program that starts
 * and ends tasks would pay for it each time.)
 *
 * There are four sizes to an octave (320 384 448 512 640 ...), so a block is at most a quarter
 * larger than its caller asked for, and the task's stack gets the rest. Sizes past the last list
 * share that list, which is searched first fit.
 *
 * heap.c and blocks.c are one thing and call each other: a block that no list has comes from the
 * region or from a join, and a join empties the lists. They are two files because each is a
 * subject: heap.c is the region and what lies in it, blocks.c the lists, which differ where harts
 * are many.
 */
#include <port/image.h>
#include <port/layout.h>
#include <rill/panic.h>
#include "guards.h"
#include "heap.h"
#include "pages.h"
#include "task.h"

#define MIN_OCTAVE 8 /* blocks of 2^8 + 2^6 bytes are the smallest */
#define LARGE      RILL_BLOCK_LARGE

_Static_assert(RILL_BLOCK_LISTS <= 64, "a kind has six bits for the list");
_Static_assert(LARGE == 4 * 11 - 1, "four lists an octave");

struct rill_block *rill_blocks[RILL_BLOCK_LISTS];
struct rill_lock rill_heap_lock;
uintptr_t rill_heap_brk, rill_heap_floor;
uintptr_t rill_heap_end;

struct rill_block *rill_holes;
const char rill_gap[] = "gap";     /* a block of which malloc has the pages */
const char rill_loose[] = "loose"; /* a block that is to be joined */
size_t rill_gap_bytes;
bool rill_pages_are_open;
uint32_t rill_pages_kept[RILL_HARTS];

#define HOLE_MOST ((1u << 30) - 64) /* the most that a kind can say */

#define brk    rill_heap_brk
#define holes  rill_holes
#define floor_ rill_heap_floor
#define end_   rill_heap_end

static size_t share(size_t region)
{
    size_t bytes = region / 256 * 16; /* a multiple of 16 */

    if (bytes < RILL_MAIN_STACK_LEAST)
        return RILL_MAIN_STACK_LEAST;
    return bytes < RILL_MAIN_STACK_MOST ? bytes : RILL_MAIN_STACK_MOST;
}

size_t rill_heap_init(uintptr_t end)
{
    size_t stack = RILL_LINKER_NUMBER(__rill_main_stack_size);

    brk = (uintptr_t)__heap_start;
    end_ = floor_ = end & ~(uintptr_t)15;
    if (!stack)
        stack = share(end - brk);
    if (end_ < brk + stack)
        rill_panic("RAM ends at 0x%lx, which leaves no room for main's stack "
                   "after the image's end at 0x%lx; give the machine more "
                   "memory (QEMU: -m)",
                   (unsigned long)end_, (unsigned long)brk);
    return stack;
}

static bool move_fits(ptrdiff_t delta)
{
    return delta >= 0 ? (uintptr_t)delta <= floor_ - brk
                      : -(uintptr_t)delta <= brk - (uintptr_t)__heap_start;
}

void *rill_heap_move(ptrdiff_t delta)
{
    uintptr_t old;
    bool fits;

    rill_stack_reach();
    rill_sched_enter_at(&rill_heap_lock, "sbrk");
    if (rill_pages_are_open) {
        void *was = rill_pages_break(delta);

        rill_lock_drop(&rill_heap_lock);
        return was;
    }
    fits = move_fits(delta);
    if (!fits && delta > 0) {
        rill_lock_drop(&rill_heap_lock);
        rill_sched_reenter();
        rill_heap_enter();
        rill_block_more(0);
        rill_sched_leave();
        fits = move_fits(delta);
    }
    old = brk;
    if (fits)
        brk += (uintptr_t)delta;
    rill_lock_drop(&rill_heap_lock);
    return fits ? (void *)old : NULL;
}

bool rill_heap_holds(const void *at, size_t n)
{
    uintptr_t a = (uintptr_t)at, start = (uintptr_t)__heap_start;

    return a >= start && a <= end_ && n <= end_ - a;
}

uintptr_t rill_stack_low(const struct rill_task *t)
{
    return rill_stack_end(t);
}

rill_block_kind rill_block_kind_of(size_t bytes)
{
    unsigned octave = MIN_OCTAVE, quarter, list;
    size_t last;

    if (bytes > UINT32_MAX / 4)
        return 0;
    bytes = rill_block_with_guard(bytes);
    last = bytes <= 1u << MIN_OCTAVE ? 1u << MIN_OCTAVE : bytes - 1;
    if (last >> (MIN_OCTAVE + 3)) /* main's stack is large */
        octave = MIN_OCTAVE + 3;
    while (last >> octave > 1)
        octave++;
    quarter = last >> (octave - 2) & 3;
    list = (octave - MIN_OCTAVE) * 4 + quarter;
    return ((1u << octave) + ((quarter + 1) << (octave - 2))) |
           (list < LARGE ? list : LARGE);
}

/* Called without the lock. A block above the floor was laid out before the floor moved there. */
static bool is_block_below(uintptr_t end)
{
    bool is = end > floor_;

    rill_fence();
    return is;
}

/* Blocks lie one below the other from the end, and each ends with a task that knows the block's
 * size: so this finds all tasks by walking down, but for those in their callers' memory
 * (callers.c). */
struct rill_task *rill_task_next(const struct rill_task *after)
{
    uintptr_t end = end_;

    if (after && (after->kind & 63) == RILL_BLOCK_CALLERS)
        return rill_task_next_callers(after);
    if (after)
        end = after->stack_low;
    while (is_block_below(end)) {
        struct rill_task *t = rill_block_task(end);

        if (t->number)
            return t;
        if (t->stack_low >= end)
            break; /* overwritten */
        end = t->stack_low;
    }
    return rill_task_next_callers(NULL);
}

/* ---- when memory has run out ---- */

static void add_hole(uintptr_t low, uintptr_t high, bool opens)
{
    struct rill_block *b = (struct rill_block *)low;
    struct rill_task *t =
        rill_block_lay_out(b, (rill_block_kind)(high - low) | RILL_BLOCK_LARGE);

    if (!opens || !rill_pages_gap(t))
        rill_block_push(&holes, b, t);
}

/* No task is here any more, and the place must not look like a task: kernel/sync/owner.c. */
static void dissolve(struct rill_task *t)
{
    rill_guard_drop(t->stack_low, t->kind);
    t->stack_low = 0;
    t->name = NULL;
}

/* Goes from the end down, in runs of loose blocks: [end, high) is a run, if high is not 0. */
static void join_loose(bool opens)
{
    uintptr_t high = 0;

    for (uintptr_t end = end_, low; end > floor_; end = low) {
        struct rill_task *t = rill_block_task(end);
        bool joins;

        if (t->name == rill_gap)
            rill_pages_no_gap(t);
        low = t->stack_low;
        joins = t->name == rill_loose && !t->number &&
                !(t->kind & RILL_BLOCK_VALUES);
        if (high && (!joins || high - low > HOLE_MOST)) {
            add_hole(end, high, opens);
            high = 0;
        }
        if (!joins)
            continue;
        dissolve(t);
        if (!high)
            high = end;
    }
    if (high)
        floor_ = high;
}

/* Join the free blocks that this hart may take. This takes time for each block that there is. With
 * the heap's lock held, and rill_sched_lock, so that no walk over all tasks meets it.
 *   opens    are the pages of what was joined to be malloc's? If not, gaps that are free serve tasks.
 *   returns  false: there was nothing to join. */
static bool reclaim(bool opens)
{
    bool any = holes || rill_gap_bytes;

    if (rill_blocks_told_of())
        return false;
    any |= rill_blocks_gather(rill_loose);
    for (struct rill_block *b = holes; b; b = b->next)
        b->task->name = rill_loose;
    holes = NULL;
    join_loose(opens);
    return any;
}

/* Take the upper part of the first hole that fits. The rest becomes a hole if it is enough for a
 * task. */
static struct rill_task *take_hole(rill_block_kind kind)
{
    struct rill_block **at = &holes, *b;
    struct rill_task *t;
    uintptr_t low;
    size_t over;

    while ((b = *at) && b->task->kind < RILL_BLOCK_BYTES(kind))
        at = &b->next;
    if (!b)
        return NULL;
    *at = b->next;
    t = b->task;
    low = (uintptr_t)b;
    over = RILL_BLOCK_BYTES(t->kind) - RILL_BLOCK_BYTES(kind);
    if (over < RILL_BLOCK_BYTES(rill_task_kind(RILL_STACK_MIN_BYTES))) {
        t->kind = (rill_block_kind)RILL_BLOCK_BYTES(t->kind) | (kind & 63);
        return t;
    }
    t = rill_block_lay_out((struct rill_block *)(low + over), kind);
    add_hole(low, low + over, false);
    return t;
}

static struct rill_task *find(rill_block_kind kind)
{
    struct rill_task *t = take_hole(kind);

    return t || !rill_region_has(kind) ? t : rill_block_carve(kind);
}

RILL_PART(block_more)
struct rill_task *rill_block_of_any(rill_block_kind kind)
{
    struct rill_task *t;

    if (!kind) {
        reclaim(true);
        return NULL;
    }
    t = find(kind);
    if (t)
        return t;
    if (rill_pages_are_open) {
        rill_lock_drop(&rill_heap_lock);
        rill_pages_flush();
        rill_lock_take(&rill_heap_lock);
    }
    return reclaim(false) ? find(kind) : NULL;
}

/* ---- stacks that run over ---- */

static bool is_laid_out(const struct rill_task *t, uintptr_t end)
{
    return t->stack_low < end &&
           end - t->stack_low == RILL_BLOCK_BYTES(t->kind & ~RILL_BLOCK_VALUES);
}

/* A stack that runs over first overwrites the task of the block below. Where the overflow has
 * jumped the canary, the overwritten task is the trace of it. */
const struct rill_task *rill_stack_overflowed(bool *jumped)
{
    const struct rill_task *t, *above = NULL;

    *jumped = false;
    for (uintptr_t end = end_; is_block_below(end); end = t->stack_low) {
        t = rill_block_task(end);
        if (!is_laid_out(t, end)) {
            *jumped = true;
            return above;
        }
        if (t->number && rill_stack_spoiled(t))
            return t;
        above = t;
    }
    for (t = NULL; (t = rill_task_next_callers(t));)
        if (rill_stack_spoiled(t))
            return t;
    return NULL;
}

const struct rill_task *rill_stack_of(uintptr_t sp)
{
    const struct rill_task *t;

    for (uintptr_t end = end_; is_block_below(end); end = t->stack_low) {
        t = rill_block_task(end);
        if (!is_laid_out(t, end))
            return NULL;
        if (t->number && sp > t->stack_low && sp <= (uintptr_t)t)
            return t;
    }
    return NULL;
}

/* Counts the blocks that are of no task, in whatever list they are, and their bytes. */
static size_t count_free(size_t *bytes)
{
    size_t count = 0;

    *bytes = 0;
    for (uintptr_t end = end_; is_block_below(end);) {
        const struct rill_task *t = rill_block_task(end);

        if (!t->number && !(t->kind & RILL_BLOCK_VALUES)) {
            *bytes += end - t->stack_low;
            count++;
        }
        if (t->stack_low >= end)
            break; /* overwritten */
        end = t->stack_low;
    }
    return count;
}

size_t rill_block_count(void)
{
    size_t bytes, count;

    rill_sched_reenter();
    count = count_free(&bytes);
    rill_sched_leave();
    return count;
}

void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched)
{
    size_t free_bytes;

    count_free(&free_bytes);
    rill_heap_enter();
    *heap = brk - (uintptr_t)__heap_start + rill_gap_bytes;
    *blocks = end_ - floor_ - free_bytes - rill_gap_bytes;
    *free_blocks_bytes = free_bytes;
    *untouched = floor_ - brk;
    rill_lock_drop(&rill_heap_lock);
}
