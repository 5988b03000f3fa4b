/* hart.h -- stands for kernel/sched/hart.h: of a hart malloc knows its heap alone. */
#ifndef HOST_MEMORY_HART_H
#define HOST_MEMORY_HART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/call.h>
#include <port/lock.h>
#include <port/image.h>
#include <rill/panic.h>
#include "heap.h"

struct rill_heap;

static inline void rill_pause(void)
{
}

struct rill_hart {
    struct {
        struct rill_heap *heap;
    } many[1];
};

extern struct rill_hart rill_harts[RILL_HARTS];
extern _Thread_local struct rill_hart
    *host_hart; /* the hart that makes this call */

/* tp, above malloc's memory as a rule; below it in tasks in their callers' memory. */
extern _Thread_local char *rill_tp;

static inline struct rill_hart *rill_hart_self(void)
{
    return host_task ? host_hart : NULL;
}

static inline struct rill_hart *rill_hart_of_task(void)
{
    return host_hart;
}

#endif
