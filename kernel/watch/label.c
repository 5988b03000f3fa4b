/* kernel/watch/label.c -- a task's label, inherited at spawn.
 *
 * The label is a thread-local variable, so struct rill_task has no field for it, and a program
 * without labels spends no memory on them. Another task's label lies as far from that task as
 * ours lies from us.
 */
#include <rill/label.h>
#include "extras.h"
#include "task.h"

static _Thread_local const char *mine;

static const char **label_of(const struct rill_task *t)
{
    uintptr_t offset = (uintptr_t)&mine - (uintptr_t)rill_thread_pointer();

    return (const char **)((uintptr_t)t + RILL_TASK_BYTES + offset);
}

/* An idle loop (number 0) is a task without thread-local variables. */
const char *rill_label(const struct rill_task *task)
{
    return task->number ? *label_of(task) : NULL;
}

static void inherit(struct rill_task *child)
{
    *label_of(child) = rill_label(rill_task_self());
}

void rill_label_set(const char *label)
{
    rill_sched_enter("rill_label_set");
    mine = label;
    rill_task_extras.inherit = inherit;
    rill_task_extras.label = rill_label;
    rill_extras_turn_on();
    rill_sched_leave();
}
