/* rill/hooks.h -- being told of what becomes of tasks: for tracers and tests, and
 * for libraries that must stay right across a spawn.
 *
 *     parent                               child
 *       before_spawn      newest first
 *       (it is made)
 *       after_in_parent   oldest first
 *       ready             of the child
 *                                            first_run, after_in_child
 *                                            ... park, ready, park, ready ...
 *                                            exit              newest first
 *
 * The order among several sets of hooks is pthread_atfork's (POSIX.1-2017).
 *
 * Memory:  the caller's; it must stay until it is removed.
 * Callers: tasks only, and not from a hook.
 * Cost:    none while nobody listens, but for one load and branch in a spawn, in
 *          a first run and in an exit. While somebody does, every switch goes
 *          the longer way round.
 */
#ifndef RILL_HOOKS_H
#define RILL_HOOKS_H

#include <rill/task.h>

RILL_C_BEGIN

struct rill_spawn_info {
    rill_task_fn *fn;
    const char *name;
    uintptr_t site;  /* where rill_spawn or rill_go was called */
    uint32_t number; /* the child's; 0: not made (yet) */
    int result;      /* in after_in_parent: what the spawn returns */
};

/* Any may be NULL. Each gets the set it is part of, so that a set may stand in a
 * larger struct.
 *
 * These run in a task, as any code of it, and may do what it may, but for exit,
 * which must not call rill_task_exit (panic). after_in_parent is called when the
 * spawn failed, too. first_run comes before any after_in_child.
 *
 * The three of the scheduler run in the midst of a switch, on the stack of the
 * task that leaves: they must not block, yield, spawn, or call anything of Rill
 * that is not allowed in a trap (a switch within a hook: panic). What they are
 * told is true at that moment and in the order in which it happened; `ready` is
 * told at the next switch of the hart, always before the task that is ready runs.
 *
 * Where harts are many, these three are told one at a time, whichever hart it is: `ready`
 * by the waker, as it makes the task ready, and so of a new task before after_in_parent;
 * `switched` as soon as it is seen which task has come, which may be when that task leaves
 * again. What is told of a hart's switches makes a chain: each switch begins with the task
 * that the one before ended with.
 */
struct rill_hooks {
    void (*before_spawn)(struct rill_hooks *, const struct rill_spawn_info *);
    void (*after_in_parent)(struct rill_hooks *,
                            const struct rill_spawn_info *);
    void (*after_in_child)(struct rill_hooks *);
    void (*first_run)(struct rill_hooks *);
    void (*exit)(struct rill_hooks *, int result);

    /* `task` waits: reason is a verb as in reports, object what it is about. */
    void (*park)(struct rill_hooks *, const struct rill_task *task,
                 const char *reason, const void *object);
    /* `task` need not wait any more: reason is what it waited for, or "spawn";
     * result is 0, or the negative errno that it is woken with. */
    void (*ready)(struct rill_hooks *, const struct rill_task *task,
                  const char *reason, int result);
    /* The hart is about to go from one task to another. One that has ended has
     * its name still, but no number (0) and no label. */
    void (*switched)(struct rill_hooks *, const struct rill_task *from,
                     const struct rill_task *to);

    struct rill_hooks *older, *newer; /* private */
    uint32_t added;                   /* private */
};

/* Listen, and stop listening. Does not block. Added twice, or removed when it
 * was not added: panic. Where harts are many, one of those that run in a task may be in the
 * midst of a call on another hart when remove returns. */
void rill_hooks_add(struct rill_hooks *hooks);
void rill_hooks_remove(struct rill_hooks *hooks);

/* A task's number: 1 is the first task, no other ever has the same; 0 is a hart's
 * idle loop. */
uint32_t rill_task_number(const struct rill_task *task);

RILL_C_END

#endif
