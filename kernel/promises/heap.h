/* kernel/promises/heap.h -- memory for tasks. The shim's side is in port/image.h. */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/lock.h>

struct rill_hart;
struct rill_task;

/* The region is [__heap_start, end).
 *   returns  how large main's stack is to be: as the image's link says (__rill_main_stack_size), or
 *   if that is 0 a sixteenth of the region, within the numbers below. A program that was written
 *   for a hosted system expects megabytes, and memory that nobody touches costs nothing. */
size_t rill_heap_init(uintptr_t end);
#define RILL_MAIN_STACK_LEAST (64u << 10) /* linker/sections.ld has it too */
#define RILL_MAIN_STACK_MOST  (8u << 20)

/* A block's size and the free list it belongs to, in one word: sizes are multiples of 64, so the
 * low six bits are the list. */
typedef uint32_t rill_block_kind;
#define RILL_BLOCK_BYTES(kind) ((size_t)((kind) >> 6) << 6)
#define RILL_BLOCK_LISTS       45
#define RILL_BLOCK_LARGE       43 /* all larger ones; 44: the caller's memory */
#define RILL_BLOCK_CALLERS     44
#define RILL_BLOCK_VALUES      (1u << 31) /* added: in use, not by a task: key.c */

/* How a block begins. Every block is laid out as a task (the picture in task.h), be it one that has
 * ended or never was: so the next task of that size finds it ready. Of a task that runs only the
 * canary stays: the rest is its stack's end. */
struct rill_block {
    uintptr_t canary; /* its own address */
    struct rill_block *next;
    struct rill_task *task;
    /* Where harts are many: how many there are in its list from here on; and of the first of a list
     * that was given to the heap, the first of the next such one. */
    uint32_t depth[RILL_MANY];
    struct rill_block *later[RILL_MANY];
};

extern struct rill_block *rill_blocks[RILL_BLOCK_LISTS];

/* Of the region's two ends, and of rill_blocks where harts are many. A leaf. */
extern struct rill_lock rill_heap_lock;

/* What a block of at least that many bytes would be; 0: there is no such. */
rill_block_kind rill_block_kind_of(size_t bytes);

/* A block of this kind or larger: laid out, of no task. NULL: no memory. In blocks.c, of kernel/one
 * or kernel/many; that takes one from the region if none is free. */
struct rill_task *rill_block_take(rill_block_kind kind);

/* The picture in heap.c. (Not one struct: each is a gp offset away.) */
extern uintptr_t rill_heap_brk, rill_heap_floor;

/* Make a block of this kind a task that has ended. */
struct rill_task *rill_block_lay_out(struct rill_block *b,
                                     rill_block_kind kind);

/* Where blocks lay that were free, joined: heap.c. */
extern struct rill_block *rill_holes;

/* Memory is short, or there are holes: from a hole, from the region, or from what all free blocks
 * make. NULL: no memory. kind 0: none is wanted, but what is free is to be joined. With the heap's
 * lock and rill_sched_lock. A place (port/image.h): programs that have tasks of one size only, and
 * no malloc, have no use for it. Others name the second function. */
struct rill_task *rill_block_more(rill_block_kind kind);
struct rill_task *rill_block_of_any(rill_block_kind kind);

static inline bool rill_region_has(rill_block_kind kind)
{
    return RILL_BLOCK_BYTES(kind) <= rill_heap_floor - rill_heap_brk;
}

/* From the region, which has it. With the heap's lock. A walk over all tasks sees the block only
 * when it is laid out. */
static inline struct rill_task *rill_block_carve(rill_block_kind kind)
{
    uintptr_t low = rill_heap_floor - RILL_BLOCK_BYTES(kind);
    struct rill_task *t;

    if (!RILL_LOCKS) {
        rill_heap_floor = low;
        return rill_block_lay_out((struct rill_block *)low, kind);
    }
    t = rill_block_lay_out((struct rill_block *)low, kind);
    __atomic_store_n(&rill_heap_floor, low, __ATOMIC_RELEASE);
    return t;
}

/* When no list has one. For blocks.c, with both locks. */
static inline struct rill_task *rill_block_new(rill_block_kind kind)
{
    return __builtin_expect(!rill_holes, 1) && rill_region_has(kind)
               ? rill_block_carve(kind)
               : rill_block_more(kind);
}

/* All blocks that are in lists out of them, as far as this hart may take them; the name of their
 * tasks is then that.   returns  whether there were any. In blocks.c. */
bool rill_blocks_gather(const char *name);

/* May somebody yet be told of a task that has ended? In blocks.c. */
bool rill_blocks_told_of(void);

/* Onto a list. The block is that of a task that has ended. */
static inline void rill_block_push(struct rill_block **list,
                                   struct rill_block *b, struct rill_task *t)
{
    b->next = *list;
    b->task = t;
    *list = b;
}

/* All tasks, in no order: the first one after NULL. With rill_sched_lock, or when all else is lost.
 * On many harts others may come and go meanwhile, but for those in a context. It goes on with those
 * in memory of a caller's, which task.c knows. */
struct rill_task *rill_task_next(const struct rill_task *after);

/* A task that has overflowed its stack, as its block or what lies below shows; NULL: none is seen.
 * jumped: its canary is whole, and what lies below it is in ruins. Memory may be in ruins; of many
 * harts no other is at work. */
const struct rill_task *rill_stack_overflowed(bool *jumped);

/* The task that has sp on its stack; NULL: none has. */
const struct rill_task *rill_stack_of(uintptr_t sp);

/* ---- kernel/memory/one/blocks.c, kernel/memory/many/blocks.c ---- */

/* The list that the last task of any size came from: forget it. On one hart it is here. */
void rill_same_forget(void);
extern struct rill_same rill_same;

/* Where harts are many. The last one of each of a hart's lists of blocks; its depth is 0, its task
 * NULL. A list that has got long goes to the heap; and all lists, of a hart that has nothing to
 * do. */
extern struct rill_block rill_block_none;
void rill_blocks_spill(struct rill_hart *h, rill_block_kind kind);
void rill_blocks_spill_all(struct rill_hart *h);

/* What there is, in bytes: for statistics. */
void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched);

#endif
