/* kernel/wait.h -- waiting in line: one record a blocked call, on its own stack.
 *
 * The one who serves takes the first waiter off the queue, moves the value
 * through its `slot`, and wakes its task. The waiter is out of every queue
 * before its task goes on: the server takes it off; if a deadline or another arm of
 * its select was first, the task itself does. w->queue says which it was.
 *
 * A deadline wakes a task and leaves its waiter in the queue until the task has
 * run. So a server asks rill_sched_wake first, which says yes once per park, and
 * passes over those that are awake already.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include <rill/chan.h>
#include "task.h"

static inline void rill_waitq_add(struct rill_waitq *q, struct rill_waiter *w)
{
    w->queue = q;
    w->next = NULL;
    w->prev = q->tail;
    if (q->tail)
        q->tail->next = w;
    else
        q->head = w;
    q->tail = w;
}

static inline void rill_waitq_remove(struct rill_waiter *w)
{
    struct rill_waitq *q = w->queue;

    if (w->prev)
        w->prev->next = w->next;
    else
        q->head = w->next;
    if (w->next)
        w->next->prev = w->prev;
    else
        q->tail = w->prev;
    w->queue = NULL;
}

/* The first waiter that nobody has woken; NULL: there is none. Those woken by
 * another arm or by their deadline stay for their tasks to remove. */
static inline struct rill_waiter *rill_waitq_first(const struct rill_waitq *q)
{
    struct rill_waiter *w = q->head;

    while (__builtin_expect(w && w->task->state != TASK_PARKED, 0))
        w = w->next;
    return w;
}

/* Take off and wake the first waiter that nobody has woken; NULL: there is none.
 * The value may be moved after the wake: the task runs only when the lock is
 * dropped. */
static inline struct rill_waiter *
rill_waitq_serve(struct rill_waitq *q, struct rill_hart *h, int result)
{
    struct rill_waiter *w = rill_waitq_first(q);

    if (w) {
        rill_sched_wake(h, w->task, result);
        rill_waitq_remove(w);
    }
    return w;
}

/* Wait in line. With the lock held; returns, lock dropped, what the server woke
 * it with, or -ETIMEDOUT; off the queue either way. */
int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns);

#endif
