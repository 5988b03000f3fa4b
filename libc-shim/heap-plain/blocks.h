/* libc-shim/heap-plain/blocks.h -- the blocks of malloc.c: the kernel's, as they are. With HEAP=debug
 * heap-debug/ stands for this folder. `caller` is the return address of malloc's caller. */
#ifndef LIBC_BLOCKS_H
#define LIBC_BLOCKS_H

#include <port/image.h>

/* A block of malloc's, or of memalign's with an alignment above 16. */
#define blocks_take(bytes, caller) rill_heap_take(bytes)
#define blocks_take_aligned(align, bytes, caller) \
    rill_heap_take_aligned(align, bytes)
#define blocks_give(at, caller)        rill_heap_give(at)
#define blocks_size(at, call, caller)  rill_heap_size(at, call, caller)
#define blocks_resize(at, size, bytes) rill_heap_resize(at, size, bytes)

/* calloc and its like have called malloc for this block, and their caller is the one to name. */
#define blocks_asked_by(at, caller) ((void)0)

/* The program has ended. */
#define blocks_end() ((void)0)

#endif
