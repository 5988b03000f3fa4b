/* stacks.h -- does an address lie on a stack? In machine.c's memory all blocks have one size,
 * and each ends with its task. A program's own memory (programs.c) holds one task: the kernel's
 * data is at its beginning and at its end, and the stack in between. */
#ifndef EXPLORE_STACKS_H
#define EXPLORE_STACKS_H

#include <stdbool.h>
#include <stdint.h>
#include <frame.h>

extern char explore_memory[],
    explore_memory_end[]; /* idle stacks before blocks */
extern char explore_blocks[];
extern char __start_xmemory[], __stop_xmemory[];

#define EXPLORE_BLOCK_BYTES \
    0x5000u /* explore_bring_up checks that blocks are so large */
#define EXPLORE_TOP_BYTES (RILL_TASK_BYTES + 16)

static inline bool explore_is_stack(const void *at)
{
    const char *p = at;

    if (p >= __start_xmemory && p < __stop_xmemory)
        return p >= __start_xmemory + 64 &&
               p + EXPLORE_TOP_BYTES + 64 < __stop_xmemory;
    if (p < explore_memory || p >= explore_memory_end)
        return false;
    return p < explore_blocks ||
           (uintptr_t)(explore_memory_end - p - 1) % EXPLORE_BLOCK_BYTES >=
               EXPLORE_TOP_BYTES;
}

#endif
