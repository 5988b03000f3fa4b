/* classic/classic.h -- what the classic programs share: tasks, and pipes that must work.
 *
 * A helper panics when a call fails, because its callers have no stack for printf. The first
 * task tests the answers themselves by tap.h.
 */
#ifndef CLASSIC_H
#define CLASSIC_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <rill/rill.h>

#include "../tap.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Start fn(arg) on a stack of stack_bytes; job may be NULL. */
static inline void start_sized(struct rill_job *job, size_t stack_bytes,
                               rill_task_fn *fn, void *arg)
{
    struct rill_task_opts opts = {.name = "classic",
                                  .stack_bytes = stack_bytes};
    int r = rill_spawn(job, &opts, fn, arg);

    if (r)
        rill_panic("spawn: %d", r);
}

/* Start a task that does not print. */
static inline void start(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    start_sized(job, sizeof(void *) * 160, fn, arg);
}

static inline int finish(struct rill_job *job)
{
    int result, r = rill_join(job, RILL_FOREVER, &result);

    if (r)
        rill_panic("join: %d", r);
    return result;
}

static inline void put(struct rill_chan *ch, const void *value)
{
    int r = rill_chan_send(ch, value, RILL_FOREVER);

    if (r)
        rill_panic("send: %d", r);
}

/* Receive a value.   returns  false: the channel is closed and empty. */
static inline bool get(struct rill_chan *ch, void *value)
{
    int r = rill_chan_recv(ch, value, RILL_FOREVER);

    if (r && r != -EPIPE)
        rill_panic("receive: %d", r);
    return r == 0;
}

static inline void lock(struct rill_mutex *m)
{
    int r = rill_mutex_lock(m, RILL_FOREVER);

    if (r)
        rill_panic("lock: %d", r);
}

/* One test: no task is left. Detached tasks may still have to run to their end. */
static inline void all_ended(void)
{
    for (int i = 0; i < 1000 && rill_task_count() > 1; i++)
        linger();
    is((long)rill_task_count(), 1, "all tasks ended");
}

#endif
