/* libc-shim/one/line_task.h -- while one task ends the program, no other task is writing a
 * line. Its twin, libc-shim/many/line_task.h, says what each of these is. */
#ifndef SHIM_LINE_TASK_H
#define SHIM_LINE_TASK_H

#include <stdbool.h>

struct line_task {
};

static inline void line_task_set(struct line_task *o)
{
    (void)o;
}

static inline void line_task_none(struct line_task *o)
{
    (void)o;
}

static inline bool line_task_is_mine(const struct line_task *o)
{
    (void)o;
    return true;
}

static inline bool line_task_any(const struct line_task *o)
{
    (void)o;
    return false;
}

static inline bool line_task_is_at_it(const struct line_task *o)
{
    (void)o;
    return false;
}

#endif
