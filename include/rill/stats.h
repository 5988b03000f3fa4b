/* rill/stats.h -- how much there is of what, and how deep stacks go.
 *
 * Callers: tasks alone, on any hart. No call blocks or allocates.
 *
 * To measure stacks, Rill fills each with a pattern at its spawn, which takes longer than the
 * spawn itself. So a program asks for that when it is linked, by one line in one of its files,
 * outside any function:
 *
 *     RILL_STACK_PAINT();      rill_stack_used, and how deep a stack went in reports
 *     RILL_STACK_CENSUS(16);   that, and the deepest stack of each of 16 spawn sites
 */
#ifndef RILL_STATS_H
#define RILL_STATS_H

#include <stdbool.h>
#include <rill/task.h>

RILL_C_BEGIN

struct rill_stats {
    /* tasks now, by state; the caller is the one that runs */
    uint32_t tasks, running, ready, parked;
    /* since boot; the long ones wrap at 2^32 on rv32 */
    uint32_t spawns, exits;
    uint64_t up_ns, idle_ns; /* idle share: idle_ns / up_ns */
    unsigned long switches; /* to another task or to the idle loop; a yield that
                              * finds no other task counts as one to itself */
    unsigned long
        messages;        /* that channels have taken over, but not a timer's */
    unsigned long ticks; /* of timers that fired */
    uint32_t timers;     /* now: tasks and timers that a time is set for */
    /* bytes of the region that malloc and tasks share */
    size_t heap_bytes;       /* malloc has taken these, in use or not */
    size_t block_bytes;      /* of living tasks: stacks, variables, values */
    size_t free_block_bytes; /* for tasks to come; others in need: task.h */
    size_t untouched_bytes;  /* for malloc or tasks */
    size_t stack_bytes;      /* of block_bytes: stacks */
    /* of heap_bytes, in pages; 0 before the first malloc */
    size_t small_bytes;     /* malloc's small blocks, in use or not */
    size_t large_bytes;     /* malloc's large blocks */
    size_t break_bytes;     /* sbrk's, beside malloc */
    size_t free_run_bytes;  /* given back: malloc's or sbrk's to come */
    size_t most_heap_bytes; /* high-water mark of the three in use */
    /* fragmentation: free_run_bytes lie in so many pieces */
    size_t free_runs, largest_run_bytes;
};

/* Read the figures of now. To count them costs three instructions a switch and a message,
 * always. To read them costs a walk over all tasks, free blocks and timers. */
void rill_stats_read(struct rill_stats *stats);

/* A task, at the moment when Rill looked at it. */
struct rill_task_info {
    uint32_t number;  /* 1 is main; no two tasks ever have one number */
    const char *name; /* the program's: lasts as long as its task, or longer */
    const char
        *waits;     /* for what, as a verb: "receive from"; NULL: the task runs
                        * or is ready */
    const void *on; /* the channel, mutex and so on; or NULL */
    size_t stack_bytes,
        stack_used_bytes; /* used: 0 where stacks are not painted */
};

/* Read up to `most` tasks, in no order, with the caller among them. On many harts the other
 * tasks go on meanwhile: so each is of a moment of its own.
 *   returns  how many were written. */
size_t rill_tasks_read(struct rill_task_info *infos, size_t most);

/* A hart since it started. */
struct rill_hart_info {
    uintptr_t id;      /* the hardware's */
    uint64_t idle_ns;  /* asleep */
    uint32_t spurious; /* interrupts that no device had asked for */
    unsigned long switches;
    unsigned long steals; /* how often it took tasks from another hart */
    size_t malloc_bytes;  /* of small_bytes, what this hart's malloc has */
};

/* Read a hart. When the hart has not come yet, all but the id is 0.
 *   returns  0; -EINVAL: there is no such hart (rill_hart_count). */
int rill_hart_read(unsigned hart, struct rill_hart_info *info);

/* The most bytes that a task's stack has held so far, with switch frames and interrupted
 * registers. 0: stacks are not painted. A frame that was never written to its end may hide
 * some of its bytes. */
size_t rill_stack_used(const struct rill_task *task);

/* The tasks that one call has started. */
struct rill_stack_site {
    uintptr_t site;     /* return address of the spawn; 0: not used */
    const char *name;   /* of the task with the deepest stack */
    size_t used, bytes; /* how deep that stack went, and its size */
    uint32_t tasks;     /* how many have ended */
};

/* The census now: the address of its *n entries. Tasks that live count as deep as they are. A
 * site that found no room is not there. Without RILL_STACK_CENSUS *n is 0. */
const struct rill_stack_site *rill_stack_census(size_t *n);

RILL_C_END

/* The macros. */
#include <rill/inline/stats.h>

#endif
