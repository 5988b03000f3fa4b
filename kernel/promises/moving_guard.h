/* kernel/promises/moving_guard.h -- the guard that moves from task to task, in M-mode with GUARDS=1.
 *
 *     stack_low
 *     | block's words | ... | guard | stack ...           the task |
 *
 * One entry of PMP forbids the running task the guard (kernel/memory/mode-m/guard.S). The switch
 * writes the entry's address, which is in the task: a NAPOT region (privileged spec 1.12, 3.7.1). The
 * words of the block below the guard stay free: on lists, and at checks of the canary, any code
 * reads and writes them.
 */
#ifndef KERNEL_MOVING_GUARD_H
#define KERNEL_MOVING_GUARD_H

#include <port/image.h>

/* Panic if this hart cannot run an image with GUARDS=1. At boot, when the console is there. */
void rill_guards_try(void);

static inline void rill_guards_check(void)
{
    if (RILL_GUARDS)
        rill_guards_try();
}

#define RILL_GUARD_MOST 4096u
#define RILL_GUARD_LOW  64u /* bytes of a block that are no guard */

/* A guard is a sixteenth of the stack, and at least this. No frame of the kernel is larger than 512
 * (mk/build.mk); a board with little RAM has less. */
static inline uintptr_t rill_guard_least(void)
{
    uintptr_t least = RILL_LINKER_NUMBER(__rill_guard_size);

    return least < 512 ? least : 512;
}

/* What a block needs for the guard besides the stack: the guard may begin at any of its bytes. */
static inline size_t rill_guard_room(size_t stack_bytes)
{
    size_t room = stack_bytes / 4, least;

    if (!RILL_GUARDS)
        return 0;
    least = 2 * rill_guard_least();
    if (room > 2 * RILL_GUARD_MOST)
        room = 2 * RILL_GUARD_MOST;
    return RILL_GUARD_LOW + (room < least ? least : room);
}

/* The entry for a stack of so many bytes. One in its caller's memory may be too small for a guard:
 * then the entry is for the null page. */
static inline uintptr_t rill_guard_entry(uintptr_t stack_low, size_t bytes)
{
    uintptr_t size = rill_guard_least(), at = stack_low + RILL_GUARD_LOW;

    while (size < RILL_GUARD_MOST && size * 2 <= bytes / 16)
        size *= 2;
    at = (at + size - 1) & -size;
    return bytes < RILL_GUARD_LOW + 4 * size ? 0 : at >> 2 | (size / 8 - 1);
}

/* The first byte above an entry's guard. */
static inline uintptr_t rill_guard_above(uintptr_t entry)
{
    return ((entry | (entry + 1)) + 1) << 2;
}

static inline bool rill_guard_has(uintptr_t entry, uintptr_t at)
{
    return entry && at < rill_guard_above(entry) &&
           at >= (entry & (entry + 1)) << 2;
}

#endif
