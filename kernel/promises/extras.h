/* kernel/promises/extras.h -- what a task may have beyond what every task has: a label, values of
 * keys, hooks that listen, a painted stack.
 *
 * kernel/sched/task.c and the reports ask one word, rill_task_extras.on, and know the rest by
 * pointers, each set by the first call that needs it. So what a program does not use is not linked,
 * and costs it no more than that look. What follows the pointers is a part too (port/image.h):
 * rill_extras_give brings it.
 */
#ifndef KERNEL_EXTRAS_H
#define KERNEL_EXTRAS_H

#include <rill/hooks.h>
#include <rill/stats.h>
#include <rill/task.h>
#include <port/image.h>

struct rill_context;
struct rill_defer;
struct rill_frame;
struct rill_hart;
struct rill_report;

/* rill_stack_painter and rill_stack_counter. */
struct rill_stack_watch {
    void (*paint)(struct rill_task *t);
    size_t (*used)(const struct rill_task *t);
    void (*ended)(const struct rill_task *t); /* NULL: nobody counts */
};

/* What kernel/watch/hooks.c has; there while somebody listens. */
struct rill_life {
    void (*before_spawn)(const struct rill_spawn_info *s);
    void (*after_in_parent)(const struct rill_spawn_info *s);
    void (*begin)(void);
    void (*exit)(int result);
    /* With the lock held: the running task is about to give the hart away. */
    void (*leaves)(struct rill_hart *h, bool parks);
    /* Where harts are many: t is being made ready; the running task has come. */
    void (*ready)(const struct rill_task *t);
    void (*came)(void);
};

/* Set it, when any of the others is set at run time. In task.c. */
void rill_extras_turn_on(void);
/* What kernel/scope/defer.c has. */
struct rill_unwind {
    void (*exit)(int result); /* run the deferred calls that are left */
    /* Run them, and perhaps go on elsewhere; returns: stop the machine. */
    void (*panic)(struct rill_report *r);
    /* A call of the kernel's own among them: once.c. Taken out from where it is. */
    void (*push)(struct rill_defer *d, void (*fn)(void *), void *arg);
    void (*take_out)(struct rill_defer *d);
    /* In a trap: a task's fault. true: the frame now says how to go on. */
    bool (*fault)(struct rill_frame *f, const struct rill_task *t);
};

/* What kernel/scope/context.c has, and kernel/scope/group.c. Asked by themselves, be the extras on
 * or not. */
struct rill_contexts {
    /* It was laid out the long way and nobody knows it yet. With the lock held. */
    void (*born)(struct rill_task *t);
    /* Those that the running task has begun, as far as this one; NULL: all. */
    void (*leave)(struct rill_context *to);
    /* The running task's, or one outside: has a deadline come that nobody saw? */
    void (*look)(void);
};

struct rill_groups { /* with the lock held */
    void (*born)(struct rill_task *t);
    void (*ended)(struct rill_task *t, int result);
    void (*abandon)(struct rill_context *c);
};

static inline bool rill_extras_on(void)
{
    return __builtin_expect(rill_task_extras.on, 0);
}

typedef int rill_make_fn(struct rill_job *job,
                         const struct rill_task_opts *opts, rill_task_fn *fn,
                         void *arg, uintptr_t started_at);

/* Make a task by `make`, and tell the hooks. */
int rill_extras_spawn(rill_make_fn *make, struct rill_job *job,
                      const struct rill_task_opts *opts, rill_task_fn *fn,
                      void *arg, uintptr_t started_at);

/* A task was laid out and nobody knows it yet. With the lock held. */
void rill_extras_made(struct rill_task *t);

/* On the task: before its function; after it, while it is a task like any other; last of all, with
 * the lock held. */
void rill_extras_begin(void);
void rill_extras_exit(int result);
void rill_extras_ended(const struct rill_task *t);

/* For reports: may be called when anything is broken. */
const char *rill_extras_label(const struct rill_task *t);

/* The same, for extras.c and the linker. */
int rill_extras_tell_spawn(rill_make_fn *make, struct rill_job *job,
                           const struct rill_task_opts *opts, rill_task_fn *fn,
                           void *arg, uintptr_t started_at);
void rill_extras_give(struct rill_task *t);
void rill_extras_tell_begin(void);
void rill_extras_finish(int result);
void rill_extras_count(const struct rill_task *t);
const char *rill_extras_find_label(const struct rill_task *t);

#endif
