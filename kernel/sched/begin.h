/* kernel/sched/begin.h -- what a new task is given: a number, and the block of a task that has
 * ended.
 *
 * On one hart the next number is a count, and the lists of blocks are the heap's. On many harts
 * each hart takes some numbers at a time, and keeps blocks in lists of its own, which need no lock:
 * kernel/memory/heap.c, blocks.c.
 */
#ifndef KERNEL_BEGIN_H
#define KERNEL_BEGIN_H

#include "task.h"

/* ---- numbers ---- */

#define RILL_NUMBERS 256 /* a hart takes so many at a time */

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

/* The number of the task that this hart made last. */
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

/* A hart's list of so many blocks goes to the heap. A power of two. */
#define RILL_BLOCKS_MOST 32

/* The place of a list: on many harts its offset in struct rill_hart, on one hart its address. */
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

/* Take a block that a task of this size left, laid out already. NULL: the list is empty. */
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
        rill_blocks_spill(h, t->kind); /* before b joins: we still stand on b */
        depth = 1;
    }
    b->depth[0] = depth;
    rill_block_push(at, b, t);
}

/* May the running task start others the short way? A task in a context may not: it starts others
 * under rill_sched_lock, so that a canceller of the context finds them. When this hart's numbers
 * are used up, the long way fetches more. */
static inline bool rill_task_may_hurry(const struct rill_hart *h)
{
    return !RILL_MANY ||
           (!rill_task_self()->context && h->many->next_number % RILL_NUMBERS);
}

/* ---- what many harts have in a task ---- */

/* Forget a cancellation by the job or the context that came after the task's last look. */
static inline void rill_task_forget_cancel(struct rill_task *t)
{
    if (RILL_MANY) {
        t->guard = t->stack_low;
        *t->state = 0;
    }
}

/* Both words are 0 in a block that no task uses, and when a task ends. */
static inline void rill_ready_laid_out(struct rill_task *t)
{
    if (RILL_MANY) {
        *t->state = 0;
        *t->special = 0;
    }
}

/* Set both words and `calls` for a task that is started the long way. */
static inline void rill_ready_born(struct rill_task *t)
{
    if (RILL_MANY) {
        *t->state = 0;
        *t->calls = 0;
        *t->special = rill_hart_self()->watched ? RILL_LISTENED : 0;
    }
}

#endif
