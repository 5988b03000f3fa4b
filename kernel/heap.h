/* kernel/heap.h -- memory for tasks. The shim's side is in port/image.h. */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct rill_task;

/* The region is [__heap_start, end). */
void rill_heap_init(uintptr_t end);

/* A block's size and the free list it belongs to, in one word: sizes are multiples
 * of 64, so the low six bits are the list. */
typedef uint32_t rill_block_kind;
#define RILL_BLOCK_BYTES(kind) ((size_t)((kind) >> 6) << 6)
#define RILL_BLOCK_LISTS       45
#define RILL_BLOCK_LARGE       43 /* all larger ones; 44: the caller's memory */
#define RILL_BLOCK_CALLERS     44

/* How a block begins. Every block is laid out as a task (the picture in task.h),
 * be it one that has ended or never was: so the next task of that size finds it
 * ready. Of a task that runs only the canary stays: the rest is its stack's end. */
struct rill_block {
    uintptr_t canary; /* its own address */
    struct rill_block *next;
    struct rill_task *task;
};

extern struct rill_block *rill_blocks[RILL_BLOCK_LISTS];

/* All of these with the scheduler's lock held. */

/* What a block of at least that many bytes would be; 0: there is no such. */
rill_block_kind rill_block_kind_of(size_t bytes);

/* A block of this kind or larger: laid out, of no task. NULL: no memory. */
struct rill_task *rill_block_take(rill_block_kind kind);

/* Back to the free ones. The block is that of a task that has ended. */
static inline void rill_block_give(struct rill_block *b, struct rill_task *t,
                                   rill_block_kind kind)
{
    struct rill_block **list = &rill_blocks[kind & 63];

    b->next = *list;
    b->task = t;
    *list = b;
}

/* What there is, in bytes: for statistics. */
void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched);

#endif
