/* libc-shim/many/owner.h -- the task of a line, where harts are many: a task that ends the
 * program waits for lines that other tasks are at. Its twin is libc-shim/one/owner.h. */
#ifndef SHIM_OWNER_H
#define SHIM_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <rill/task.h>
#include <port/image.h>

/* Of a line: its task. NULL: one that ends the program, too. */
struct owner {
    const struct rill_task *is;
};

static inline void owner_set(struct owner *o)
{
    o->is = rill_self();
}

static inline void owner_none(struct owner *o)
{
    o->is = NULL;
}

/* For the calling task. */
static inline bool owner_mine(const struct owner *o)
{
    return o->is == rill_self();
}

static inline bool owner_any(const struct owner *o)
{
    return o->is != NULL;
}

/* Is it at its line, or about to be? A task that waits for something, or for its line to be
 * written, leaves it as it is. */
static inline bool owner_at_it(const struct owner *o)
{
    return o->is != NULL && !rill_task_parked(o->is);
}

#endif
