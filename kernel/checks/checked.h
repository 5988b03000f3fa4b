/* kernel/checks/checked.h -- a block with HEAP=debug. Only images with HEAP=debug have this
 * room.
 *
 *     a block of the heap's
 *     +---------+---------------------+ - - - - - - - -+----------+ - -+
 *     | (align) | record     red zone |  the program's | red zone |    |
 *     +---------+---------------------+ - - - - - - - -+----------+ - -+
 *                                     ^ what malloc returns
 */
#ifndef KERNEL_CHECKED_H
#define KERNEL_CHECKED_H

#include <stddef.h>
#include <stdint.h>
#include <port/lock.h>

#define RILL_RED_ZONE_BYTES 16

/* The fills are those of other heaps for this use, so that a debugger's user knows them. */
#define RILL_FILL_RED_ZONE 0xfd
#define RILL_FILL_NEW      0xcd
#define RILL_FILL_FREED    0xdd

struct rill_checked {
    struct rill_checked *next, **link; /* in the list of those that are out */
    size_t bytes;                      /* the program's */
    uintptr_t allocated_at, freed_at;  /* return addresses */
    uint32_t task;  /* the number of the task that allocated it */
    uint32_t front; /* from the heap's block to the program's bytes */
    uintptr_t key;  /* by which a record is known: checked.c */
    unsigned char red_zone[RILL_RED_ZONE_BYTES] __attribute__((aligned(16)));
};

/* Those that are out, newest first. With the lock held. */
extern struct rill_checked *rill_checked_out;
extern struct rill_lock rill_checked_lock;

#endif
