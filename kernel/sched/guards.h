/* kernel/sched/guards.h -- the guard that moves from task to task, in M-mode with GUARDS=1.
 *
 *     stack_low
 *     | block's words | ... | guard | stack ...           the task |
 *
 * One PMP entry forbids the running task the guard (kernel/memory/mode-m/guard.S). The switch
 * writes the entry's address, which is in the task. The words of the block below it stay free: on
 * lists, and at checks of the canary, any code reads and writes them.
 */
#ifndef KERNEL_GUARDS_H
#define KERNEL_GUARDS_H

#include <port/image.h>
#include "task.h"

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
    size_t room = stack_bytes / 4, least = 2 * rill_guard_least();

    if (!RILL_GUARDS)
        return 0;
    if (room > 2 * RILL_GUARD_MOST)
        room = 2 * RILL_GUARD_MOST;
    return RILL_GUARD_LOW + (room < least ? least : room);
}

/* Place the guard in t, which has so many bytes of stack. A stack in its caller's memory may be too
 * small for one: then the entry is for the null page. (NAPOT: privileged spec 1.12, 3.7.1) */
static inline void rill_guard_place(struct rill_task *t, size_t bytes)
{
    uintptr_t size = rill_guard_least(), at = t->stack_low + RILL_GUARD_LOW;

    if (!RILL_GUARDS)
        return;
    while (size < RILL_GUARD_MOST && size * 2 <= bytes / 16)
        size *= 2;
    at = (at + size - 1) & -size;
    t->pmp[0] =
        bytes < RILL_GUARD_LOW + 4 * size ? 0 : at >> 2 | (size / 8 - 1);
}

/* The first byte above the guard, or the canary's if there is none. */
static inline uintptr_t rill_guard_end(const struct rill_task *t)
{
    uintptr_t entry = RILL_GUARDS ? t->pmp[0] : 0;

    return entry ? ((entry | (entry + 1)) + 1) << 2 : t->stack_low;
}

/* Is the address in the guard of t? */
static inline bool rill_guard_has(const struct rill_task *t, uintptr_t at)
{
    uintptr_t entry = RILL_GUARDS ? t->pmp[0] : 0;

    return entry && at < rill_guard_end(t) && at >= (entry & (entry + 1)) << 2;
}

#endif
