/* rill/heap.h -- is what malloc has given out whole, and what of it was never freed?
 *
 *     make run HEAP=debug APP=x.c          rill run --heap debug x.c
 *
 * In such an image each block has guard bytes before and behind it and knows where it was
 * allocated. A block that is freed is filled with 0xdd and kept for a while; one that is new is
 * filled with 0xcd. free, realloc and malloc_usable_size look at the block that they are given; the
 * end of the program looks at all blocks, and then lists those that were not freed. A damaged block
 * is a panic that says what was overwritten and where the block was allocated.
 *
 * Callers: tasks alone, on any hart; other callers panic. rill_heap_leaks waits for the console as write does. Each
 *          call takes time for each block.
 * Cost:    80 bytes a block (48 on 32 bits), some 300 instructions a call, and 3 for each byte;
 *          nothing in images that are built without HEAP=debug.
 */
#ifndef RILL_HEAP_H
#define RILL_HEAP_H

#include <rill/task.h>

RILL_C_BEGIN

/* Look at all blocks now, also at those that were freed a short time ago. A damaged one: panic.
 *   returns  0; -ENOSYS: this image was built without HEAP=debug. */
int rill_heap_check(void);

/* Print how many blocks and bytes are not freed, by the places where they were allocated, the most
 * recent first. The program's end does this, too.
 *   returns  the blocks; -ENOSYS: as above. */
int rill_heap_leaks(void);

RILL_C_END

#endif
