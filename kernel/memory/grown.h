/* kernel/memory/grown.h -- stacks that grow: kernel/paging/grow.c says how. */
#ifndef KERNEL_GROWN_H
#define KERNEL_GROWN_H

#include <stdbool.h>
#include <stddef.h>
#include <port/hart.h>
#include <port/xlen.h>

/* Addresses above all memory, a power of two for the slots of each size: 64 KiB to 1 GiB, on 32
 * bits to 64 MiB. */
#define RILL_GROWN_LOW \
    ((uintptr_t)(XLEN_BYTES == 8 ? 1 : 3) << (XLEN_BYTES == 8 ? 37 : 30))
#define RILL_GROWN_SHIFT   (XLEN_BYTES == 8 ? 33 : 26)
#define RILL_GROWN_CLASSES (XLEN_BYTES == 8 ? 15u : 11u)
#define RILL_GROWN_END \
    (RILL_GROWN_LOW + ((uintptr_t)RILL_GROWN_CLASSES << RILL_GROWN_SHIFT))

/* How a slot begins: the addresses of one stack that grows. */
struct rill_slot {
    uintptr_t end;     /* the lowest address that the stack may get */
    uintptr_t present; /* from here on there is memory */
    struct rill_slot *next;
    bool starved; /* there was no memory when it wanted to grow */
};

/* NULL until the program makes such a stack. `at` is any address; `low` is a task's stack_low. */
struct rill_grown {
    bool (*touched)(uintptr_t at); /* in a trap: let the stack there grow */
    bool (*reach)(uintptr_t low,
                  uintptr_t at);  /* in a trap: make it grow as far as `at` */
    void (*ended)(uintptr_t low); /* the running task ends */
    size_t (*shrink)(uintptr_t low);
};
extern const struct rill_grown *rill_grown;

static inline bool rill_is_grown(uintptr_t at)
{
    return RILL_PAGED && rill_grown && at >= RILL_GROWN_LOW &&
           at < RILL_GROWN_END;
}

static inline struct rill_slot *rill_slot_of(uintptr_t low)
{
    return (struct rill_slot *)(low & ~(uintptr_t)4095);
}

/* Memory for a task with a stack that may grow to so many bytes: *got of it. NULL: there is none. With
 * rill_sched_lock held. _can: may a stack grow on this machine? */
void *rill_grown_take(size_t most, size_t *got);
bool rill_grown_can(void);

/* A lock's holder uses less of its stack than this, when it has called rill_stack_reach. */
#define RILL_REACH 2000

#endif
