/* rill/stats.h -- how much of what there is, and how deep stacks go.
 *
 * Callers: tasks only. Nothing here blocks, allocates or fails.
 *
 * Stacks are measured by a pattern that each is filled with at spawn, which takes
 * longer than the spawn itself. So it is chosen when the program is linked, by
 * one line in one of its files, outside any function:
 *
 *     RILL_STACK_PAINT();      rill_stack_used, and the mark in reports
 *     RILL_STACK_CENSUS(16);   the same, and the deepest of each spawn site
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
                                finds nobody counts as one to itself */
    unsigned long
        messages;        /* that channels have taken over; a timer's are not */
    unsigned long ticks; /* of timers, fired */
    uint32_t timers;     /* now: tasks and timers that a time is set for */
    /* bytes of the region that malloc and tasks share */
    size_t heap_bytes;  /* malloc has taken it, in use or not */
    size_t block_bytes; /* of living tasks: stacks, variables, values */
    size_t
        free_block_bytes;   /* for tasks to come, and if need be all (task.h) */
    size_t untouched_bytes; /* for either */
    size_t stack_bytes;     /* of block_bytes: stacks */
};

/* The figures of now. What is counted for them costs three instructions a switch
 * and a message, always; asking costs a walk over all tasks, free blocks and
 * timers. */
void rill_stats_read(struct rill_stats *stats);

/* A task, as it was when it was looked at. */
struct rill_task_info {
    uint32_t number;  /* 1 is main; no two tasks ever have the same */
    const char *name; /* the program's: lasts as long as its task, or longer */
    const char *
        waits; /* for what, as a verb: "receive from"; NULL: it runs, or is ready */
    const void *on; /* the channel, mutex and so on; or NULL */
    size_t stack_bytes,
        stack_used_bytes; /* used: 0 where stacks are not painted */
};

/* Up to `most` tasks that there are, in no order; the caller is one of them. On many
 * harts the others go on meanwhile, so each is of its own moment.
 *   returns  how many were written. */
size_t rill_tasks_read(struct rill_task_info *infos, size_t most);

/* A hart since it started. */
struct rill_hart_info {
    uintptr_t id;      /* the hardware's */
    uint64_t idle_ns;  /* asleep */
    uint32_t spurious; /* interrupts that nobody had asked for */
    unsigned long switches;
    unsigned long steals; /* how often it took tasks from another */
};

/*   returns  0; -EINVAL: no such hart (rill_hart_count). All 0 but the id: it has not come. */
int rill_hart_read(unsigned hart, struct rill_hart_info *info);

/* The most that a task's stack has held so far, in bytes. Switch frames and
 * interrupted registers are in it. 0: stacks are not painted. A frame that was
 * never written to its end may hide some of its bytes. */
size_t rill_stack_used(const struct rill_task *task);

/* Tasks that were started by the same call, together. */
struct rill_stack_site {
    uintptr_t site;     /* return address of the spawn; 0: not used */
    const char *name;   /* of the task with the deepest stack */
    size_t used, bytes; /* its high-water mark, and its stack's size */
    uint32_t tasks;     /* that have ended */
};

/* The census now, with the tasks that live counted in as deep as they are; the
 * address of its *n entries. Sites that found no room are not there. No
 * RILL_STACK_CENSUS: *n is 0. */
const struct rill_stack_site *rill_stack_census(size_t *n);

struct rill_report;

/* Private to the kernel; here so that the macros can define it. The kernel's own
 * is weak and all zero. */
struct rill_task_extras {
    bool on; /* any of the others is set */
    const struct rill_stack_watch *stack;
    struct rill_stack_site *sites;
    size_t site_count;
    void (*inherit)(struct rill_task *child);
    const char *(*label)(const struct rill_task *);
    void (*destroy)(void);
    const struct rill_life *life;
    const struct rill_unwind *unwind;
    const struct rill_contexts *contexts;
    const struct rill_groups *groups;
    void (*tell_panic)(struct rill_report *, bool first);
};
extern struct rill_task_extras rill_task_extras;
extern const struct rill_stack_watch rill_stack_painter, rill_stack_counter;

#define RILL_STACK_PAINT()                                  \
    struct rill_task_extras rill_task_extras = {.on = true, \
                                                .stack = &rill_stack_painter}

#define RILL_STACK_CENSUS(n)                                                  \
    static struct rill_stack_site rill_stack_sites[n];                        \
    struct rill_task_extras rill_task_extras = {.on = true,                   \
                                                .stack = &rill_stack_counter, \
                                                .sites = rill_stack_sites,    \
                                                .site_count = (n)}

RILL_C_END

#endif
