/* kernel/sched/wait.h -- waiting in line: one record a blocked call, on its own stack.
 *
 * Invariant, true whenever the queue's lock is free: a task that is in it is parked, or was
 * claimed by a waker that is about to take it off. A task's wakers are its server, its
 * deadline and its cancellation. A waker claims the task first (ready.h), and takes it
 * out of all queues before it is made ready. So a task is woken once, by exactly one
 * of them. On one hart nothing comes between the claim and the leaving, so a task
 * that is in a queue can always be claimed.
 *
 * A queue is its first waiter; that one's prev is the last, the last one's next
 * is NULL. Its lock is that of the object it belongs to; a channel's is that of its
 * receivers.
 */
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include <rill/chan.h>
#include "task.h"

/* The record of a task that waits in one queue only. */
struct rill_single {
    struct rill_waiter waiter;
    struct rill_task *task;
    void *slot; /* where the value is, or is to go */
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

/* The first, w; false: somebody else has claimed it, and it is off the queue. */
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

/* Take off and claim the first waiter that nobody else has claimed; NULL: there is
 * none. When the lock is dropped, wake what is in `served`. The value may be moved after
 * this: the task does not run before. Not of a channel's queue, where selects wait
 * too: rill_waitq_serve_any. */
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

/* The end of a call that may have woken somebody. */
static inline void rill_waitq_leave(struct rill_waitq *q,
                                    struct rill_served *served)
{
    rill_lock_drop(&q->lock);
    rill_served_wake(served);
}

/* The records of one select in one queue stand there in a row, for it joined under the
 * lock. w was the first in the queue and is taken off: is the next one of the same
 * select, and so another of its arms that is as good? */
static inline bool rill_waitq_has_more_of(const struct rill_waitq *q,
                                          const struct rill_waiter *w)
{
    return __builtin_expect(q->head && q->head->all == w->all, 0);
}

/* Then take off any of these, each as likely as the others, and leave w instead. A part,
 * in exchange.c, as what draws whether a channel that is closed serves its senders first. */
struct rill_waiter *rill_select_exchange(struct rill_waitq *q,
                                         struct rill_waiter *w);
bool rill_select_senders(void);

/* A select that was claimed, out of the queues that it is in still. Each has its lock,
 * and none is held. */
void rill_waiters_leave(const struct rill_waiters *all);

/* The running task, which claimed itself as it parked, is out of all queues again;
 * `held` is dropped.   returns  -ECANCELED. */
int rill_park_give_up(struct rill_waiter *w, struct rill_lock *held);

/* Wait in line, with the queue's lock held.
 *   returns  what the server woke the task with, -ETIMEDOUT, -ECANCELED; the lock is dropped, and
 *   the task off the queue.
 * A caller of the first has come by rill_sched_enter_to_wait: the call does not drop the lock
 * before the task waits, so what was seen under the lock still holds.
 * The second may also say RILL_AGAIN: the task has not waited, and the lock is held again; what
 * is waited for may have come through the hart's inbox. If it has not, the caller calls once more
 * with looked. */
int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns);
int rill_waitq_wait_or_again(struct rill_waitq *q, void *slot,
                             const char *reason, const void *object,
                             uint64_t deadline_ns, bool looked);

#endif
