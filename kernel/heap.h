/* kernel/heap.h -- memory for tasks. The shim's side is in port/image.h. */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* The region is [__heap_start, end). */
void rill_heap_init(uintptr_t end);

/* A block of at least *bytes, 16-byte aligned, not cleared; *bytes becomes what
 * it really has. NULL: no memory. With the scheduler's lock held. */
void *rill_block_take(size_t *bytes);

/* Give a block back, with the size that rill_block_take said. Only its
 * lowest two words are written to. With the scheduler's lock held. */
void rill_block_give(void *block, size_t bytes);

#endif
