/* kernel/sched/wait.h -- waiting in line: each blocked call has a record, on its task's stack.
 *
 * Invariant, true whenever the queue's lock is free: a task that is in the queue is parked, or a
 * waker has claimed it and is about to take it off. A task's wakers are its server, its deadline
 * and its cancellation. A waker claims the task first (ready.h), then takes it out of all its
 * queues, and then makes it ready. So exactly one waker wakes a task, once. On one hart nothing
 * comes between the claim and the leaving, so a task that is in a queue can always be claimed.
 *
 * A queue points to its first waiter. The first waiter's prev is the last waiter, and the last
 * waiter's next is NULL. The queue's lock is its object's lock; a channel's lock is that of its
 * receivers' queue.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include <rill/chan.h>
#include "task.h"

/* The record of a task that waits in one queue only. */
struct rill_single {
    struct rill_waiter waiter;
    struct rill_task *task;
    void *slot; /* where the value is, or must go */
};
#define RILL_SINGLE(w) ((struct rill_single *)(w))

/* A select waits in many queues: kernel/sync/select.c. */
struct rill_waiters {
    struct rill_arm *arms;
    int n;
    struct rill_task *task;
    struct rill_arm *served;
};

#include "served.h"

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

/* Take off w, the first waiter. */
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

/* Take off w, the first waiter, and claim its task; false: another waker has claimed the task. */
static inline bool rill_waitq_serve_head(struct rill_waitq *q,
                                         struct rill_waiter *w, int result,
                                         struct rill_served *served)
{
    rill_waitq_shift(q, w);
    if (!rill_wake_claim(RILL_SINGLE(w)->task, result)) {
        rill_waiter_lost(w);
        return false;
    }
    rill_served_add(served, w);
    return true;
}

/* Take off and claim the first waiter that no other waker has claimed; NULL: there is none. The
 * caller wakes what is in `served` when it has dropped the lock. It may move the value after this
 * call, because the task does not run before. Not for a channel's queue, where selects wait too:
 * rill_waitq_serve_any. */
static inline struct rill_single *
rill_waitq_serve(struct rill_waitq *q, int result, struct rill_served *served)
{
    struct rill_waiter *w;

    while ((w = q->head) && !rill_waitq_serve_head(q, w, result, served)) {
    }
    return RILL_SINGLE(w);
}

static inline void rill_waitq_serve_all(struct rill_waitq *q, int result,
                                        struct rill_served *served)
{
    while (rill_waitq_serve(q, result, served)) {
    }
}

/* The end of a call that may have served waiters: drop the lock, then wake their tasks. */
static inline void rill_waitq_leave(struct rill_waitq *q,
                                    struct rill_served *served)
{
    rill_lock_drop(&q->lock);
    rill_served_wake(served);
}

/* A select joins its queues under their locks, so its records in one queue stand there in a row. w
 * was the first in the queue and is taken off. Does the next record belong to w's select? Then it
 * is another arm that is ready too. */
static inline bool rill_waitq_has_more_of(const struct rill_waitq *q,
                                          const struct rill_waiter *w)
{
    return __builtin_expect(q->head && q->head->all == w->all, 0);
}

/* In that case this takes off one of these records, each as likely as the others, and puts w back
 * in its place. rill_select_senders draws whether a closing channel serves its senders first. Both
 * are parts, in exchange.c. */
struct rill_waiter *rill_select_exchange(struct rill_waitq *q,
                                         struct rill_waiter *w);
bool rill_select_senders(void);

/* Take a claimed select out of the queues that it is still in. This takes each queue's lock; the
 * caller holds none of these locks. */
void rill_waiters_leave(const struct rill_waiters *all);

/* The running task has claimed itself as it parked: take it out of all queues, and drop `held`.
 *   returns  -ECANCELED. */
int rill_park_give_up(struct rill_waiter *w, struct rill_lock *held);

/* Wait in line, with the queue's lock held.
 *   returns  what the server woke the task with, -ETIMEDOUT, -ECANCELED; the lock is dropped, and
 *   the task is off the queue.
 * A caller of rill_waitq_wait has called rill_sched_enter_to_wait before: the lock is not dropped
 * before the task waits, so what the caller saw under the lock still holds.
 * rill_waitq_wait_or_again may also answer RILL_AGAIN: the task has not waited, and the lock is
 * held again. What the task wants may have come through the hart's inbox. If it has not, the caller
 * calls once more, with `looked`. */
int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns);
int rill_waitq_wait_or_again(struct rill_waitq *q, void *slot,
                             const char *reason, const void *object,
                             uint64_t deadline_ns, bool looked);

#endif
