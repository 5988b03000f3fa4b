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

struct free_block {
    struct free_block *next;
    size_t bytes; /* where the list is LARGE */
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

static unsigned list_of(size_t *bytes)
{
    size_t last = (*bytes <= 1u << MIN_OCTAVE ? 1u << MIN_OCTAVE : *bytes - 1);
    unsigned octave = 8 * sizeof(long) - 1 - (unsigned)__builtin_clzl(last);
    unsigned quarter = last >> (octave - 2) & 3;
    unsigned n = (octave - MIN_OCTAVE) * 4 + quarter;

    *bytes = ((size_t)1 << octave) + ((size_t)(quarter + 1) << (octave - 2));
    return n < LARGE ? n : LARGE;
}

/* Only a list of many sizes needs to look further than its head. */
static struct free_block *take_from(unsigned n, size_t *bytes)
{
    struct free_block **at = &lists[n], *b;

    if (n == LARGE)
        while (*at && (*at)->bytes < *bytes)
            at = &(*at)->next;
    b = *at;
    if (b) {
        *at = b->next;
        free_blocks--;
        if (n == LARGE)
            *bytes = b->bytes;
    }
    return b;
}

void *rill_block_take(size_t *bytes)
{
    unsigned n;
    void *block;

    if (*bytes > SIZE_MAX / 4)
        return NULL;
    n = list_of(bytes);
    block = take_from(n, bytes);
    if (!block && *bytes <= floor_ - brk) {
        floor_ -= *bytes;
        block = (void *)floor_;
    }
    return block;
}

void rill_block_give(void *block, size_t bytes)
{
    struct free_block *b = block;
    unsigned n = list_of(&bytes);

    b->next = lists[n];
    if (n == LARGE)
        b->bytes = bytes;
    lists[n] = b;
    free_blocks++;
}

size_t rill_block_count(void)
{
    return free_blocks;
}
