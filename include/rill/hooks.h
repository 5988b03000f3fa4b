/* rill/hooks.h -- functions that Rill calls when something becomes of a task: for tracers and
 * tests, and for libraries that must stay right across a spawn.
 *
 *     parent                               child
 *       before_spawn      newest first
 *       (the child is made)
 *       after_in_parent   oldest first
 *       ready             of the child
 *                                            first_run, after_in_child
 *                                            ... park, ready, park, ready ...
 *                                            exit              newest first
 *
 * Several sets of hooks are called in the order of pthread_atfork (POSIX.1-2017).
 *
 * Memory:  the caller owns a set, which must stay until it is removed.
 * Callers: tasks, on any hart, and not from a hook. A call from a trap handler panics. But
 *          rill_task_number may be called from anywhere.
 * Cost:    without a set, one load and one branch in a spawn, in a first run and in an exit.
 *          With a set, every switch takes longer.
 */
#ifndef RILL_HOOKS_H
#define RILL_HOOKS_H

#include <rill/task.h>

RILL_C_BEGIN

struct rill_spawn_info {
    rill_task_fn *fn;
    const char *name;
    uintptr_t site;  /* where rill_spawn or rill_go was called */
    uint32_t number; /* the child's; 0: the child is not made (yet) */
    int result;      /* in after_in_parent: what the spawn returns */
};

/* A set of hooks. Any may be NULL. Each is called with the set that it is part of: so a set
 * may stand in a larger struct.
 *
 * The first five run in a task, as any code of that task, and may do what the task may; but
 * `exit` must not call rill_task_exit (panic). after_in_parent is called for a spawn that
 * failed, too. first_run comes before any after_in_child.
 *
 * park, ready and switched run in the midst of a switch, on the stack of the task that leaves.
 * They must not block, yield, spawn, or call anything of Rill that a trap handler may not call
 * (a switch within a hook: panic). What they are told is true at that moment, in the order in
 * which it happened. `ready` is called at the hart's next switch, always before the task that
 * is ready runs.
 *
 * Where harts are many, these three are called one at a time, on whichever hart. The waker
 * calls `ready` as it makes a task ready: so `ready` of a new task comes before
 * after_in_parent. `switched` is called as soon as Rill sees which task has come, which may be
 * when that task leaves again. A hart's switches make a chain: each begins with the task that
 * the switch before ended with.
 */
struct rill_hooks {
    void (*before_spawn)(struct rill_hooks *, const struct rill_spawn_info *);
    void (*after_in_parent)(struct rill_hooks *,
                            const struct rill_spawn_info *);
    void (*after_in_child)(struct rill_hooks *);
    void (*first_run)(struct rill_hooks *);
    void (*exit)(struct rill_hooks *, int result);

    /* `task` waits. `reason` is a verb as in reports, `object` what it waits for. */
    void (*park)(struct rill_hooks *, const struct rill_task *task,
                 const char *reason, const void *object);
    /* `task` need not wait any more. `reason` is what it waited for, or "spawn". `result` is
     * 0, or the negative errno that the task is woken with. */
    void (*ready)(struct rill_hooks *, const struct rill_task *task,
                  const char *reason, int result);
    /* The hart is about to go from one task to another. A task that has ended still has its
     * name, but no number (0) and no label. */
    void (*switched)(struct rill_hooks *, const struct rill_task *from,
                     const struct rill_task *to);

    /* Rill's own: */
    struct rill_hooks *older, *newer;
    uint32_t added;
};

/* Add a set, or remove it. Does not block. When rill_hooks_remove returns, a hook of the first
 * five may still run on another hart.
 * Misuse: the set is added twice, or removed when it was not added: panic. */
void rill_hooks_add(struct rill_hooks *hooks);
void rill_hooks_remove(struct rill_hooks *hooks);

/* A task's number: 1 is the first task, and no two tasks ever have one number. 0 is the idle
 * loop of a hart. */
uint32_t rill_task_number(const struct rill_task *task);

RILL_C_END

#endif
