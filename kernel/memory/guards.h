/* kernel/memory/guards.h -- a guard in each large block; with page tables alone (S-mode).
 *
 *     b                                                          the task
 *     | canary, list | up to 4 KiB unused | guard | <-- stack     |
 *     ^ stack_low                                 ^ rill_stack_end
 *
 * The guard is pages that nothing may touch. The words at the block's low end stay: the lists of
 * free blocks and all checks of the canary are as in a block without a guard. A block has its guard
 * from when it is taken out of the heap until its memory is joined with other memory: so to start
 * and to end a task changes no page table. A block of 16 KiB or less has none, nor has a caller's
 * memory: there the canary is all.
 */
#ifndef KERNEL_GUARDS_H
#define KERNEL_GUARDS_H

#include <stdbool.h>
#include <port/hart.h>
#include "grown.h"
#include "heap.h"
#include "task.h"

#define RILL_BLOCK_NO_GUARD 16384u
#define RILL_GUARD_AT       4096u /* pages */

static inline size_t rill_block_bytes(rill_block_kind kind)
{
    return RILL_BLOCK_BYTES(kind & ~RILL_BLOCK_VALUES);
}

static inline bool rill_block_is_guarded(rill_block_kind kind)
{
    return RILL_PAGED && RILL_GUARDED && (kind & 63) != RILL_BLOCK_CALLERS &&
           rill_block_bytes(kind) > RILL_BLOCK_NO_GUARD;
}

/* A page, and one more for each 256 KiB: a large stack is for programs with large frames. */
static inline size_t rill_guard_bytes(rill_block_kind kind)
{
    return ((rill_block_bytes(kind) >> 18) + 1) * RILL_GUARD_AT;
}

static inline uintptr_t rill_guard_low(uintptr_t block)
{
    return (block + sizeof(struct rill_block) + RILL_GUARD_AT - 1) &
           -(uintptr_t)RILL_GUARD_AT;
}

/* The lowest address that a task's stack may use, and the lowest that a report may read: that of a
 * stack that grows may have grown less. */
static inline uintptr_t rill_stack_end_of(uintptr_t low, rill_block_kind kind)
{
    if (rill_is_grown(low))
        return rill_slot_of(low)->end;
    return rill_block_is_guarded(kind)
               ? rill_guard_low(low) + rill_guard_bytes(kind)
               : low;
}
#define rill_stack_end(t)             \
    (RILL_GUARDS ? rill_moving_end(t) \
                 : rill_stack_end_of((t)->stack_low, (t)->kind))

static inline uintptr_t rill_stack_there(uintptr_t low, uintptr_t end)
{
    return rill_is_grown(low) ? rill_slot_of(low)->present : end;
}
#define rill_stack_readable(t) \
    rill_stack_there((t)->stack_low, rill_stack_end(t))

/* How many bytes a block must have so that its task has `bytes`, guard not counted. */
static inline size_t rill_block_with_guard(size_t bytes)
{
    return RILL_PAGED && RILL_GUARDED && bytes > RILL_BLOCK_NO_GUARD / 2
               ? bytes + bytes / 32 + 2 * RILL_GUARD_AT + 64
               : bytes;
}

/* Make the guard of a block that has just been laid out, or take it away before the block's memory
 * serves otherwise. With the heap's lock held. */
void rill_guard_change(uintptr_t block, rill_block_kind kind, bool on);

static inline void rill_guard_make(uintptr_t block, rill_block_kind kind)
{
    if (rill_block_is_guarded(kind))
        rill_guard_change(block, kind, true);
}

static inline void rill_guard_drop(uintptr_t block, rill_block_kind kind)
{
    if (rill_block_is_guarded(kind))
        rill_guard_change(block, kind, false);
}

#endif
