/* task.h -- stands for kernel/sched/task.h: of a task malloc knows the block that it lies in. */
#ifndef HOST_MEMORY_TASK_H
#define HOST_MEMORY_TASK_H

#include "hart.h"
#include "stop.h"

struct rill_task {
    uintptr_t words[16]; /* what malloc does not look at */
    uintptr_t stack_low;
    const char *name;
    rill_block_kind kind;
    uint32_t number;
};

#define RILL_STACK_MIN_BYTES 512

static inline rill_block_kind rill_task_kind(size_t stack_bytes)
{
    return (rill_block_kind)(stack_bytes + 256) & ~(rill_block_kind)63;
}

extern struct rill_lock rill_sched_lock;

static inline void rill_sched_reenter(void)
{
    rill_lock_take(&rill_sched_lock);
}

static inline void rill_sched_leave(void)
{
    rill_lock_drop(&rill_sched_lock);
}

#endif
