/* kernel/sched/extras.c -- the few places where a task's life meets its extras.
 *
 * extras.c and sched.c are one thing and use each other: sched.c reads rill_task_extras, which is
 * here, and extras.c uses the counts of tasks there. They are two files because only programs with
 * extras link the parts in extras.c (port/image.h). */
#include <rill/bind.h>
#include "extras.h"
#include "task.h"

static struct rill_task_extras extras;

/* RILL_STACK_PAINT and RILL_STACK_CENSUS replace this variable by their own. */
RILL_DEFAULT(variable, rill_task_extras, extras);

/* `make` does not park, so the newest task of this hart is the one that it made. */
RILL_PART(extras_spawn)
int rill_extras_tell_spawn(rill_make_fn *make, struct rill_job *job,
                           const struct rill_task_opts *opts, rill_task_fn *fn,
                           void *arg, uintptr_t started_at)
{
    struct rill_spawn_info s = {.fn = fn, .name = "task", .site = started_at};

    if (opts && opts->name)
        s.name = opts->name;
    if (rill_task_extras.life)
        rill_task_extras.life->before_spawn(&s);
    s.result = make(job, opts, fn, arg, started_at);
    if (!s.result)
        s.number = rill_task_newest();
    if (rill_task_extras.life)
        rill_task_extras.life->after_in_parent(&s);
    return s.result;
}

RILL_PART(extras_made) void rill_extras_give(struct rill_task *t)
{
    RILL_NEEDS(rill_extras_tell_spawn);
    RILL_NEEDS(rill_extras_tell_begin);
    RILL_NEEDS(rill_extras_finish);
    RILL_NEEDS(rill_extras_count);
    RILL_NEEDS(rill_extras_find_label);
    t->waits_for = "spawn"; /* for the hooks, which hear that it is ready */
    t->wake_result = 0;
    if (rill_task_extras.stack)
        rill_task_extras.stack->paint(t);
    if (rill_task_extras.inherit)
        rill_task_extras.inherit(t);
}

RILL_PART(extras_begin) void rill_extras_tell_begin(void)
{
    if (rill_task_extras.life)
        rill_task_extras.life->begin();
}

/* Deferred calls run first, because hooks and destroyers must see all that they leave. Hooks run
 * before the destroyers, because hooks may leave values of keys, and need not hear of a destroyer.
 * The first task's end is the machine's: it has neither hooks nor destroyers. */
RILL_PART(extras_exit) void rill_extras_finish(int result)
{
    if (rill_task_extras.unwind)
        rill_task_extras.unwind->exit(result);
    if (rill_task_self()->number == 1)
        return;
    if (rill_task_extras.life)
        rill_task_extras.life->exit(result);
    if (rill_task_extras.destroy)
        rill_task_extras.destroy();
}

RILL_PART(extras_ended) void rill_extras_count(const struct rill_task *t)
{
    if (rill_task_extras.stack && rill_task_extras.stack->ended)
        rill_task_extras.stack->ended(t);
}

RILL_PART(extras_label)
const char *rill_extras_find_label(const struct rill_task *t)
{
    return rill_task_extras.label ? rill_task_extras.label(t) : NULL;
}

uint32_t rill_task_number(const struct rill_task *task)
{
    return task->number;
}

/* An idle loop's stack is the linker's and is not painted, so the answer there is 0. */
size_t rill_stack_used(const struct rill_task *task)
{
    const struct rill_stack_watch *w = rill_task_extras.stack;

    return w && task->number ? w->used(task) : 0;
}
