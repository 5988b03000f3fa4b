/* kernel/extras.c -- the few places where a task's life meets its extras. */
#include <rill/bind.h>
#include "extras.h"
#include "task.h"

static struct rill_task_extras extras;

/* RILL_STACK_PAINT and RILL_STACK_CENSUS put theirs in its place. */
RILL_DEFAULT(variable, rill_task_extras, extras);

void rill_extras_made(struct rill_task *t)
{
    t->waits_for = "spawn"; /* for who is told that it is ready */
    t->wake_result = 0;
    if (rill_task_extras.stack)
        rill_task_extras.stack->paint(t);
    if (rill_task_extras.inherit)
        rill_task_extras.inherit(t);
}

void rill_extras_begin(void)
{
    if (rill_task_extras.life)
        rill_task_extras.life->begin();
}

/* Deferred calls may leave anything behind; hooks may leave values, and a
 * destroyer is no concern of theirs. The first task's end is the machine's, which
 * has neither. */
void rill_extras_exit(int result)
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

void rill_extras_ended(const struct rill_task *t)
{
    if (rill_task_extras.stack && rill_task_extras.stack->ended)
        rill_task_extras.stack->ended(t);
}

const char *rill_extras_label(const struct rill_task *t)
{
    return rill_task_extras.label ? rill_task_extras.label(t) : NULL;
}

uint32_t rill_task_number(const struct rill_task *task)
{
    return task->number;
}

/* The idle loops' stacks are the linker's, and not painted. */
size_t rill_stack_used(const struct rill_task *task)
{
    const struct rill_stack_watch *w = rill_task_extras.stack;

    return w && task->number ? w->used(task) : 0;
}
