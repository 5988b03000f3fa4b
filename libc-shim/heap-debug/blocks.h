/* libc-shim/heap-debug/blocks.h -- the blocks of malloc.c with HEAP=debug: checked ones. The names are
 * explained in heap-plain/blocks.h. */
#ifndef LIBC_BLOCKS_H
#define LIBC_BLOCKS_H

#include <rill/heap.h>
#include <port/image.h>

#define blocks_take(bytes, caller) rill_checked_take(1, bytes, caller)
#define blocks_take_aligned(align, bytes, caller) \
    rill_checked_take(align, bytes, caller)
#define blocks_give(at, caller)       rill_checked_give(at, caller)
#define blocks_size(at, call, caller) rill_checked_size(at, call, caller)

/* Each other size is another place: so a program that keeps the old address is found out. */
#define blocks_resize(at, size, bytes) ((size) == (bytes))
#define blocks_asked_by(at, caller)    rill_checked_asked_by(at, caller)

static inline void blocks_end(void)
{
    rill_heap_check();
    rill_heap_leaks();
}

#endif
