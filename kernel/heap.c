/* kernel/heap.c -- one region, shared by malloc from below and tasks from above.
 *
 *   __heap_start        brk            floor                 end
 *        | malloc's -->  |   free       |  <-- tasks' blocks  |
 *
 * Neither can starve the other for a reason that has to do with a fixed border,
 * and each gets an honest "no" where they meet. Blocks are kept on a free list
 * for each size and never go back to malloc: what a program once needed for
 * tasks it will need again.
 *
 * Sizes come four to an octave (320 384 448 512 640 ...), so a block is at most
 * a quarter larger than asked for, and a task's stack gets what is over. Sizes
 * past the last list share it and are searched, first fit.
 */
#include <port/image.h>
#include <rill/panic.h>
#include "heap.h"
#include "task.h"

#define MIN_OCTAVE 8 /* blocks of 2^8 + 2^6 bytes are the smallest */
#define LISTS      (4 * 11)
#define LARGE      (LISTS - 1)

_Static_assert(LISTS <= 64, "a kind has six bits for the list");

struct free_block {
    struct free_block *next;
    rill_block_kind kind;
};

static uintptr_t brk, floor_, end_;
static struct free_block *lists[LISTS];
static size_t free_blocks;

void rill_heap_init(uintptr_t end)
{
    brk = (uintptr_t)__heap_start;
    end_ = floor_ = end & ~(uintptr_t)15;
    if (end_ < brk + (uintptr_t)__rill_main_stack_size)
        rill_panic("RAM ends at 0x%lx, which leaves no room for main's stack "
                   "after the image's end at 0x%lx; give the machine more "
                   "memory (QEMU: -m)",
                   (unsigned long)end_, (unsigned long)brk);
}

void *rill_heap_move(ptrdiff_t delta)
{
    uintptr_t old;
    bool fits;

    rill_sched_enter("sbrk");
    old = brk;
    fits = delta >= 0 ? (uintptr_t)delta <= floor_ - brk
                      : -(uintptr_t)delta <= brk - (uintptr_t)__heap_start;
    if (fits)
        brk += (uintptr_t)delta;
    rill_sched_leave();
    return fits ? (void *)old : NULL;
}

bool rill_heap_holds(const void *at, size_t n)
{
    uintptr_t a = (uintptr_t)at, start = (uintptr_t)__heap_start;

    return a >= start && a <= brk && n <= brk - a;
}

static rill_block_kind kind_of(size_t bytes)
{
    size_t last = bytes <= 1u << MIN_OCTAVE ? 1u << MIN_OCTAVE : bytes - 1;
    unsigned octave = MIN_OCTAVE, quarter, list;

    while (last >> octave > 1)
        octave++;
    quarter = last >> (octave - 2) & 3;
    list = (octave - MIN_OCTAVE) * 4 + quarter;
    return (((size_t)1 << octave) + ((size_t)(quarter + 1) << (octave - 2))) |
           (list < LARGE ? list : LARGE);
}

/* First fit, where one list has many sizes. */
static struct free_block *take_large(rill_block_kind *kind)
{
    struct free_block **at = &lists[LARGE], *b;

    while (*at && (*at)->kind < *kind)
        at = &(*at)->next;
    b = *at;
    if (b) {
        *at = b->next;
        *kind = b->kind;
    }
    return b;
}

static struct free_block *take_from(rill_block_kind *kind)
{
    unsigned list = *kind & 63;
    struct free_block *b = lists[list];

    if (__builtin_expect(list == LARGE, 0))
        b = take_large(kind);
    else if (b)
        lists[list] = b->next;
    return b;
}

/* Most tasks of a program are of one size, so the last answer is kept. */
void *rill_block_take(size_t bytes, rill_block_kind *kind)
{
    static size_t last_bytes;
    static rill_block_kind last_kind;
    struct free_block *b;

    if (__builtin_expect(bytes != last_bytes, 0)) {
        if (bytes > SIZE_MAX / 4)
            return NULL;
        last_kind = kind_of(bytes);
        last_bytes = bytes;
    }
    *kind = last_kind;
    b = take_from(kind);
    if (b) {
        free_blocks--;
    } else if (RILL_BLOCK_BYTES(*kind) <= floor_ - brk) {
        floor_ -= RILL_BLOCK_BYTES(*kind);
        b = (struct free_block *)floor_;
    }
    return b;
}

void rill_block_give(void *block, rill_block_kind kind)
{
    struct free_block *b = block;

    b->next = lists[kind & 63];
    b->kind = kind;
    lists[kind & 63] = b;
    free_blocks++;
}

size_t rill_block_count(void)
{
    return free_blocks;
}

void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched)
{
    size_t idle = 0;

    for (unsigned i = 0; i < LISTS; i++)
        for (const struct free_block *b = lists[i]; b; b = b->next)
            idle += RILL_BLOCK_BYTES(b->kind);
    *heap = brk - (uintptr_t)__heap_start;
    *blocks = end_ - floor_ - idle;
    *free_blocks_bytes = idle;
    *untouched = floor_ - brk;
}
