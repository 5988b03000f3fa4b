/* kernel/wait.h -- waiting in line: one record a blocked call, on its own stack.
 *
 * Invariant, true whenever the scheduler's lock is free: who is in a queue is
 * parked, and a parked task is in every queue it waits in or in none. Whoever
 * wakes a task takes it out of all of them first: the one who serves, its
 * deadline, its cancellation. So a task is woken once, by exactly one of them,
 * and nobody need ask whether the first in line is still there.
 *
 * A queue is its first waiter; that one's prev is the last, the last one's next
 * is NULL.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include <rill/chan.h>
#include "task.h"

/* Who waits in one queue only. */
struct rill_single {
    struct rill_waiter waiter;
    struct rill_task *task;
    void *slot; /* where the value is, or is to go */
};
#define RILL_SINGLE(w) ((struct rill_single *)(w))

/* A select waits in many queues: kernel/select.c. */
struct rill_waiters {
    struct rill_arm *arms;
    int n;
    struct rill_task *task;
    struct rill_arm *served;
};

static inline void rill_waitq_add(struct rill_waitq *q, struct rill_waiter *w)
{
    struct rill_waiter *first = q->head;

    w->queue = q;
    w->next = NULL;
    if (__builtin_expect(first != NULL, 0)) {
        w->prev = first->prev;
        first->prev->next = w;
        first->prev = w;
        return;
    }
    w->prev = q->head = w;
}

/* The first one. */
static inline void rill_waitq_shift(struct rill_waitq *q, struct rill_waiter *w)
{
    struct rill_waiter *next = w->next;

    q->head = next;
    if (next)
        next->prev = w->prev;
}

static inline void rill_waitq_remove(struct rill_waiter *w)
{
    struct rill_waitq *q = w->queue;
    struct rill_waiter *next = w->next, *prev = w->prev;

    if (q->head == w) {
        rill_waitq_shift(q, w);
        return;
    }
    prev->next = next;
    (next ? next : q->head)->prev = prev;
}

/* Take off and wake the first waiter; NULL: there is none. The value may be moved
 * after the wake: the task runs only when the lock is dropped. Not of a
 * channel's queue, where selects wait too: rill_waitq_serve_any. */
static inline struct rill_single *rill_waitq_serve(struct rill_waitq *q,
                                                   int result)
{
    struct rill_waiter *w = q->head;

    if (w) {
        rill_waitq_shift(q, w);
        rill_sched_wake(RILL_SINGLE(w)->task, result);
    }
    return RILL_SINGLE(w);
}

/* Of a queue that is not empty; returns where the value is, or is to go. */
void *rill_waitq_serve_any(struct rill_waitq *q, int result);

/* Wait in line. With the lock held; returns, lock dropped, what the server woke
 * it with, -ETIMEDOUT or -ECANCELED; off the queue either way.
 * rill_waitq_try may also say RILL_AGAIN: it has not waited, and the lock is held:
 * what is waited for may have come through the hart's inbox. If it has not,
 * rill_waitq_again waits. */
int rill_waitq_try(struct rill_waitq *q, void *slot, const char *reason,
                   const void *object, uint64_t deadline_ns);
int rill_waitq_again(struct rill_waitq *q, void *slot, uint64_t deadline_ns);
int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns);

#endif
