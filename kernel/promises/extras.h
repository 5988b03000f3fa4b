/* kernel/promises/extras.h -- what a few tasks have beyond what every task has: a label, values of
 * keys, hooks that listen, a painted stack.
 *
 * kernel/sched/task.c and the reports ask one word, rill_task_extras.on, and reach the rest by
 * pointers, each set by the first call that needs it. So what a program does not use is not linked,
 * and costs the program no more than that look. The functions after the pointers are a part too
 * (port/image.h), which rill_extras_give brings.
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
    void (*ended)(const struct rill_task *t); /* NULL: no counter is linked */
};

/* What kernel/watch/hooks.c has; set while hooks listen. */
struct rill_life {
    void (*before_spawn)(const struct rill_spawn_info *s);
    void (*after_in_parent)(const struct rill_spawn_info *s);
    void (*begin)(void);
    void (*exit)(int result);
    /* The running task is about to give its hart away; it holds no more than its object's lock. */
    void (*leaves)(struct rill_hart *h, bool parks);
    /* On many harts: t is being made ready; the running task has come out of its switch. */
    void (*ready)(const struct rill_task *t);
    void (*came)(void);
};

/* A call that sets another member of rill_task_extras at run time calls this. In task.c. */
void rill_extras_turn_on(void);
/* What kernel/scope/defer.c has. */
struct rill_unwind {
    void (*exit)(int result); /* run the deferred calls that are left */
    /* Run the deferred calls, and perhaps go on elsewhere; if this returns, the caller stops the
     * machine. */
    void (*panic)(struct rill_report *r);
    /* Add a call of the kernel's own, for once.c; take it out from where it is. */
    void (*push)(struct rill_defer *d, void (*fn)(void *), void *arg);
    void (*take_out)(struct rill_defer *d);
    /* In a trap: t has faulted. true: the frame now says how t goes on. */
    bool (*fault)(struct rill_frame *f, const struct rill_task *t);
};

/* What kernel/scope/context.c has, and kernel/scope/group.c. Their callers ask these pointers, not
 * rill_task_extras.on. */
struct rill_contexts {
    /* t was laid out the long way, and no other task can find it yet. With rill_sched_lock held. */
    void (*born)(struct rill_task *t);
    /* Leave the contexts that the running task has begun, as far as `to`; NULL: all of them. */
    void (*leave)(struct rill_context *to);
    /* Has a deadline come unseen, of the running task's context or of one outside it? */
    void (*look)(void);
};

struct rill_groups { /* all with rill_sched_lock held */
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

/* Make a task by `make`, and tell the hooks. Called by a task, with no lock held. */
int rill_extras_spawn(rill_make_fn *make, struct rill_job *job,
                      const struct rill_task_opts *opts, rill_task_fn *fn,
                      void *arg, uintptr_t started_at);

/* A task was laid out, and no other task can find it yet. With rill_sched_lock held. */
void rill_extras_made(struct rill_task *t);

/* The task calls these: before its function; after it, while it is a task like any other; last of
 * all, with rill_sched_lock held. */
void rill_extras_begin(void);
void rill_extras_exit(int result);
void rill_extras_ended(const struct rill_task *t);

/* For reports, also when memory is overwritten. NULL: the task has no label. */
const char *rill_extras_label(const struct rill_task *t);

/* The parts behind these calls, for extras.c and the linker. */
int rill_extras_tell_spawn(rill_make_fn *make, struct rill_job *job,
                           const struct rill_task_opts *opts, rill_task_fn *fn,
                           void *arg, uintptr_t started_at);
void rill_extras_give(struct rill_task *t);
void rill_extras_tell_begin(void);
void rill_extras_finish(int result);
void rill_extras_count(const struct rill_task *t);
const char *rill_extras_find_label(const struct rill_task *t);

#endif
