/* libc-shim/mem.c -- sbrk, on which malloc stands.
 *
 * Mind one thing: an error is (void *)-1, never NULL, in either direction, because
 * malloc takes a NULL for memory at address 0. The kernel decides whether a move is
 * possible: tasks' stacks grow towards the heap from the other side.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include <rill/bind.h>
#include <port/image.h>

#include "tasks.h"

void *_sbrk(ptrdiff_t delta)
{
    void *old_end;

    RILL_TASKS_ONLY("sbrk");
    RILL_NEEDS(rill_block_of_any); /* memory of tasks that have ended */
    old_end = rill_heap_move(delta);
    if (old_end == NULL) {
        errno = ENOMEM;
        return (void *)-1;
    }
    return old_end;
}

/* Weak, but no default: linker/sections.ld refuses any other sbrk and says why. */
extern __typeof__(_sbrk) sbrk __attribute__((weak, alias("_sbrk")));
RILL_OFFER(function, sbrk);
