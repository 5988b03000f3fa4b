/* kernel/sched/begin.h -- what a task that begins is given: a number, and the block of one that
 * has ended.
 *
 * On one hart the next number is a count, and the lists of blocks are the heap's. Where harts
 * are many, a hart takes some numbers at a time, and keeps blocks in lists of its own, which
 * need no lock: kernel/memory/heap.c, blocks.c.
 */
#ifndef KERNEL_BEGIN_H
#define KERNEL_BEGIN_H

#include "task.h"

/* ---- numbers ---- */

#define RILL_NUMBERS 256 /* a hart takes that many at a time */

/* In many/ready.c. */
uint32_t rill_task_more_numbers(void);
uint32_t rill_task_count_given(void);
uint32_t rill_task_count_ends(void);

static inline uint32_t rill_task_new_number(struct rill_hart *h)
{
    if (!RILL_MANY)
        return RILL_COUNT_32(rill_task_spawned);
    if (__builtin_expect(h->many->next_number % RILL_NUMBERS == 0, 0))
        h->many->next_number = rill_task_more_numbers();
    return h->many->next_number++;
}

/* Of the task that was made last on this hart. */
static inline uint32_t rill_task_newest(void)
{
    return RILL_MANY ? rill_hart_self()->many->next_number - 1
                     : rill_task_spawned;
}

static inline void rill_task_count_end(struct rill_hart *h)
{
    if (RILL_MANY)
        h->many->ended++;
    else
        rill_task_ended++;
}

static inline uint32_t rill_task_count_spawned(void)
{
    return RILL_MANY ? rill_task_count_given() : rill_task_spawned;
}

static inline uint32_t rill_task_count_ended(void)
{
    return RILL_MANY ? rill_task_count_ends() : rill_task_ended;
}

/* ---- blocks of tasks that have ended ---- */

/* A hart's list that has so many goes to the heap's. A power of two. */
#define RILL_BLOCKS_MOST 32

/* Where a list is: on many harts, how far into its hart. */
static inline rill_block_place rill_block_place_of(rill_block_kind kind)
{
    if (!RILL_MANY)
        return (rill_block_place)&rill_blocks[kind & 63];
    return offsetof(struct rill_hart, many[0].lists) +
           (kind & 63) * sizeof(struct rill_block *);
}

static inline struct rill_same *rill_same_of(struct rill_hart *h)
{
    return RILL_MANY ? &h->many->same : &rill_same;
}

/* Like the last task of this size to end: laid out already. NULL: there is none. */
static inline struct rill_task *rill_block_again(struct rill_hart *h,
                                                 rill_block_place list)
{
    struct rill_block **at =
        (struct rill_block **)(RILL_MANY ? (uintptr_t)h + list : list);
    struct rill_block *b = *at;

    if (RILL_MANY) {
        struct rill_task *t = b->task;

        if (__builtin_expect(!t, 0)) /* rill_block_none */
            return NULL;
        *at = b->next;
        return t;
    }
    if (__builtin_expect(!b, 0))
        return NULL;
    *at = b->next;
    if (!b->task)
        __builtin_unreachable();
    return b->task;
}

PARK_INLINE void rill_block_give_here(struct rill_hart *h, struct rill_block *b,
                                      struct rill_task *t)
{
    struct rill_block **at;
    uint32_t depth;

    if (!RILL_MANY) {
        rill_block_push(&rill_blocks[t->kind & 63], b, t);
        return;
    }
    at = &h->many->lists[t->kind & 63];
    depth = (*at)->depth[0] + 1;
    if (__builtin_expect(depth & RILL_BLOCKS_MOST, 0)) {
        rill_blocks_spill(h, t->kind); /* before: b is stood on still */
        depth = 1;
    }
    b->depth[0] = depth;
    rill_block_push(at, b, t);
}

/* May the running task start others the short way? A task in a context starts others under
 * rill_sched_lock, so that a canceller of the context finds them; and when this hart's numbers
 * are used up, the long way fetches more. */
static inline bool rill_task_may_hurry(const struct rill_hart *h)
{
    return !RILL_MANY ||
           (!rill_task_self()->context && h->many->next_number % RILL_NUMBERS);
}

/* ---- what many harts have in a task ---- */

/* A task that could be cancelled, by its job or its context, may have been since it
 * looked last. */
static inline void rill_task_forget_cancel(struct rill_task *t)
{
    if (RILL_MANY) {
        t->guard = t->stack_low;
        *t->state = 0;
    }
}

/* A task that ends leaves both words at 0. */
static inline void rill_ready_laid_out(struct rill_task *t)
{
    if (RILL_MANY) {
        *t->state = 0;
        *t->special = 0;
    }
}

/* The long way. */
static inline void rill_ready_born(struct rill_task *t)
{
    if (RILL_MANY) {
        *t->state = 0;
        *t->calls = 0;
        *t->special = rill_hart_self()->watched ? RILL_LISTENED : 0;
    }
}

#endif
