/* sync/workers.h -- a few small tasks by number, for tests of mutexes, events and the like. */
#ifndef TESTS_WORKERS_H
#define TESTS_WORKERS_H

#include <rill/rill.h>

#include "../tap.h"

#define WORKERS 6

static struct rill_job jobs[WORKERS];

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* no printf in these */
};

static inline void start(unsigned i, rill_task_fn *fn, const void *arg)
{
    if (rill_spawn(&jobs[i], &small, fn, (void *)(uintptr_t)arg))
        bail("no memory for a task");
}

static inline int join(unsigned i)
{
    int result = -1;

    rill_join(&jobs[i], RILL_FOREVER, &result);
    return result;
}

#endif
