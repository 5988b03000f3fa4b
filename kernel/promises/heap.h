/* kernel/promises/heap.h -- memory for tasks. The shim's side is in port/image.h. */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/hart.h>
#include <port/lock.h>

struct rill_hart;
struct rill_task;

/* The heap's region becomes [__heap_start, end). Boot calls this once.
 *   returns  the bytes that main's stack must have: __rill_main_stack_size of the image's link, or
 *   if that is 0 a sixteenth of the region, between the two numbers below. A program that was
 *   written for a hosted system expects megabytes, and memory that no program touches costs
 *   nothing. */
size_t rill_heap_init(uintptr_t end);
#define RILL_MAIN_STACK_LEAST (64u << 10) /* also in linker/sections.ld */
#define RILL_MAIN_STACK_MOST  (8u << 20)

/* A block's size and the free list it belongs to, in one word: sizes are multiples of 64, so the
 * low six bits are the list. */
typedef uint32_t rill_block_kind;
#define RILL_BLOCK_BYTES(kind) ((size_t)((kind) >> 6) << 6)
#define RILL_BLOCK_LISTS       45
#define RILL_BLOCK_LARGE       43 /* larger blocks; 44: callers' memory */
#define RILL_BLOCK_CALLERS     44
#define RILL_BLOCK_VALUES      (1u << 31) /* added: used for values of keys: key.c */

/* How a block begins. Every block is laid out as a task (the picture in task.h), even if its task
 * has ended or never was: so the next task of that size finds it ready. While a task runs only the
 * canary stays: the other words are the end of its stack. */
struct rill_block {
    uintptr_t canary; /* its own address */
    struct rill_block *next;
    struct rill_task *task;
    /* On many harts: how many blocks are in the list from here on; and in the first block of a list
     * that was given to the heap, the first block of the next such list. */
    uint32_t depth[RILL_MANY];
    struct rill_block *later[RILL_MANY];
};

extern struct rill_block *rill_blocks[RILL_BLOCK_LISTS];

/* The lock of the region's two ends, and on many harts of rill_blocks. A leaf. */
extern struct rill_lock rill_heap_lock;
#define rill_heap_enter() (rill_stack_reach(), rill_lock_take(&rill_heap_lock))

/* Before a lock of what a stack that grows takes its memory from: have this stack grow now, so that
 * it need not while the lock is held (kernel/paging/grow.c). */
void rill_stack_reach_down(void);

static inline void rill_stack_reach(void)
{
    if (RILL_PAGED)
        rill_stack_reach_down();
}

/* The lowest address that the task's stack may use. */
uintptr_t rill_stack_low(const struct rill_task *t);

/* The kind of a block of at least so many bytes; 0: there is no such kind. */
rill_block_kind rill_block_kind_of(size_t bytes);

/* Take a block of this kind or larger, laid out, of no task; if none is free, from the region.
 * NULL: no memory. With rill_sched_lock held. In blocks.c. */
struct rill_task *rill_block_take(rill_block_kind kind);

/* The picture is in heap.c. (Two variables and not a struct: each is a gp offset away.) */
extern uintptr_t rill_heap_brk, rill_heap_floor, rill_heap_end;

/* So many bytes among the blocks are gaps: pages.h. Is sp in one? A part. */
extern size_t rill_gap_bytes;
bool rill_pages_hold(uintptr_t sp);

/* Lay out a block of this kind as an ended task. */
struct rill_task *rill_block_lay_out(struct rill_block *b,
                                     rill_block_kind kind);

/* Free blocks that were joined: heap.c. */
extern struct rill_block *rill_holes;

/* Memory is short, or there are holes: take a block from a hole, from the region, or from what all
 * free blocks make when joined. NULL: no memory. kind 0: take none, but join the free blocks. With
 * the heap's lock and rill_sched_lock held. A place (port/image.h): programs with tasks of one size
 * only, and no malloc, have no use for it. Code that needs the part names rill_block_of_any. */
struct rill_task *rill_block_more(rill_block_kind kind);
struct rill_task *rill_block_of_any(rill_block_kind kind);

static inline bool rill_region_has(rill_block_kind kind)
{
    return RILL_BLOCK_BYTES(kind) <= rill_heap_floor - rill_heap_brk;
}

/* Take a block from the region, which has room for it. With the heap's lock held. A walk over all
 * tasks sees the block only when it is laid out. */
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

/* Take a block when no list has one. For blocks.c; with both locks held. */
static inline struct rill_task *rill_block_new(rill_block_kind kind)
{
    return __builtin_expect(!rill_holes, 1) && rill_region_has(kind)
               ? rill_block_carve(kind)
               : rill_block_more(kind);
}

/* Take all free blocks that this hart may take out of their lists, and give their tasks this name.
 *   returns  whether there were any. In blocks.c. */
bool rill_blocks_gather(const char *name);

/* May hooks still hear of a task that has ended? In blocks.c. */
bool rill_blocks_told_of(void);

/* Put a block, of an ended task, onto a list. */
static inline void rill_block_push(struct rill_block **list,
                                   struct rill_block *b, struct rill_task *t)
{
    b->next = *list;
    b->task = t;
    *list = b;
}

/* Walks all tasks, in no order: returns the first task after `after`, which may be NULL. With
 * rill_sched_lock held, or when all else is lost. On many harts tasks may come and go meanwhile,
 * but for those in a context. The walk goes on with tasks in their callers' memory, which
 * callers.c knows. */
struct rill_task *rill_task_next(const struct rill_task *after);

/* What rill_spawn calls for RILL_STACK_GROWS: a place (port/image.h), filled by grown.c. Lays out a
 * task with a stack that grows, or NULL: the task is to have an ordinary stack of *bytes. */
struct rill_task *rill_stack_grown(size_t most, size_t *bytes);

/* Tasks in their callers' memory: callers.c. Lay out a task there, or NULL: that memory is too small,
 * or not aligned. Forget one that has ended. Walk over them, as rill_task_next does over all. */
struct rill_task *rill_callers_make(char *memory, size_t bytes);
void rill_task_unmake(struct rill_task *t);
struct rill_task *rill_task_next_callers(const struct rill_task *after);

/* A task that has overflowed its stack, as its block or the memory below shows; NULL: none is seen.
 * jumped: its canary is whole, and the memory below is overwritten. Any memory may be overwritten;
 * of many harts no other is at work. */
const struct rill_task *rill_stack_overflowed(bool *jumped);

/* The task with sp on its stack; NULL: no task. */
const struct rill_task *rill_stack_of(uintptr_t sp);

/* What lies at this address: a digit, and its name. The digit is the sum of what code may do there:
 * read 4, write 2, run 1. From reports; in regions.c. */
const char *rill_region(uintptr_t a);

/* What the code tried, in words, before the region's name. NULL: the cause does not tell,
 * or the region allows it and the access has failed for another reason. */
const char *rill_fault_tried(uintptr_t cause, const char *region);
#define RILL_READ  4u
#define RILL_WRITE 2u
#define RILL_RUN   1u

/* What of it this hart guards, for the line about the platform: words that begin with "; ", or "".
 * In guarded.c. */
const char *rill_memory_guarded(void);

/* ---- kernel/memory/blocks.c ---- */

/* Forget the list that rill_spawn last took a block from. On one hart rill_same has it. */
void rill_same_forget(void);
extern struct rill_same rill_same;

/* ---- where harts are many: kernel/memory/many/spill.c ---- */

/* rill_block_none is the last block of each of a hart's lists; its depth is 0, its task NULL.
 * _move_out gives a list to the heap, with the heap's lock held; _spill gives a list that has got
 * long; _spill_all gives all lists of an idle hart. */
extern struct rill_block rill_block_none;
void rill_blocks_move_out(struct rill_hart *h, unsigned list);
void rill_blocks_spill(struct rill_hart *h, rill_block_kind kind);
void rill_blocks_spill_all(struct rill_hart *h);

/* This hart is about to sleep: others may have what malloc keeps here. A part. */
void rill_heap_shut(struct rill_hart *h);

/* For statistics: the bytes of malloc's heap, of tasks' blocks, of free blocks, and never used
 * yet. */
void rill_heap_bytes(size_t *heap, size_t *blocks, size_t *free_blocks_bytes,
                     size_t *untouched);

#endif
