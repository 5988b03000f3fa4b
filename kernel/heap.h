/* kernel/heap.h -- memory for tasks. The shim's side is in port/image.h. */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* The region is [__heap_start, end). */
void rill_heap_init(uintptr_t end);

/* A block's size and the free list it belongs to, in one word: sizes are multiples
 * of 64, so the low six bits are the list. */
typedef size_t rill_block_kind;
#define RILL_BLOCK_BYTES(kind) ((kind) & ~(size_t)63)

/* A block of at least `bytes`, 16-byte aligned, not cleared; *kind says what it
 * is. NULL: no memory. With the scheduler's lock held. */
void *rill_block_take(size_t bytes, rill_block_kind *kind);

/* What there is, in bytes: for statistics. With the scheduler's lock held. */
void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched);

/* Give a block back. Only its lowest two words are written to. With the
 * scheduler's lock held. */
void rill_block_give(void *block, rill_block_kind kind);

#endif
