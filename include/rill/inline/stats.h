/* rill/inline/stats.h -- the macros of rill/stats.h, which includes this file. */
#ifndef RILL_INLINE_STATS_H
#define RILL_INLINE_STATS_H

RILL_C_BEGIN

struct rill_report;

/* What few programs want of each task: kernel/sched/extras.c. A macro below defines the
 * program's; the kernel's own is weak and all zero. */
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
