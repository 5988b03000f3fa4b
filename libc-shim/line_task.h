/* libc-shim/line_task.h -- the task of a line. On many harts a task that ends the program
 * waits for lines that other tasks are writing. On one hart no other task is at a line while
 * one task ends the program, so the task is not kept. */
#ifndef SHIM_LINE_TASK_H
#define SHIM_LINE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <rill/task.h>
#include <port/image.h>

/* The task of a line. NULL: the line belongs to the task that ends the program, and is not
 * waited for. */
struct line_task {
    const struct rill_task *is[RILL_MANY];
};

static inline void line_task_set(struct line_task *o)
{
    if (RILL_MANY)
        *o->is = rill_self();
}

static inline void line_task_none(struct line_task *o)
{
    if (RILL_MANY)
        *o->is = NULL;
}

/* For the calling task. */
static inline bool line_task_is_mine(const struct line_task *o)
{
    return !RILL_MANY || *o->is == rill_self();
}

static inline bool line_task_any(const struct line_task *o)
{
    return RILL_MANY && *o->is != NULL;
}

/* Is the task writing its line, or about to? A task that waits for something, or for its
 * line to be sent, leaves the line as it is. */
static inline bool line_task_is_at_it(const struct line_task *o)
{
    return RILL_MANY && *o->is != NULL && !rill_task_parked(*o->is);
}

#endif
