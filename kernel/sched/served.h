/* kernel/sched/served.h -- waiters that were served, until the lock of their queue is dropped.
 *
 * On many harts a server claims waiters, takes them off the queue, and puts them into this list.
 * When the server has dropped the lock, it makes their tasks ready. So a woken task never finds the
 * lock taken by its waker, and the drop is the waker's last touch of the object: the woken task may
 * free the object. On one hart no task runs before the waker's call is over, so a claim makes the
 * task ready at once, and the list is always empty. */
#ifndef KERNEL_SERVED_H
#define KERNEL_SERVED_H

#include <rill/select.h>

struct rill_served {
    struct rill_waiter *first[RILL_MANY], *last[RILL_MANY];
};

/* With the queue's lock held: w is off its queue, but another waker has claimed its task. Mark w,
 * so that the other waker does not take it off again. */
static inline void rill_waiter_lost(struct rill_waiter *w)
{
    if (RILL_MANY)
        w->queue = NULL;
}

/* Is a claimed task's record still in the queue? On one hart it always is. */
static inline bool rill_waiter_is_in(const struct rill_waiter *w)
{
    return !RILL_MANY || __atomic_load_n(&w->queue, __ATOMIC_RELAXED) != NULL;
}

/* A select was claimed: must its claimer take this arm's lock to leave the queue? On many harts
 * yes, except for the arm that was served: another server may have found the record in that arm's
 * queue, lost the claim, taken the record off, and still be looking at it. */
static inline bool rill_arm_may_be_in(const struct rill_waiters *all,
                                      const struct rill_arm *arm)
{
    return RILL_MANY ? arm->ch && arm != all->served
                     : arm->private_waiter.queue != NULL;
}

/* Add the record of a claimed task. Its queue link is free for this list. */
static inline void rill_served_add(struct rill_served *served,
                                   struct rill_waiter *w)
{
    if (!RILL_MANY)
        return;
    w->next = NULL;
    if (*served->first)
        (*served->last)->next = w;
    else
        *served->first = w;
    *served->last = w;
}

/* Called with no lock held. */
void rill_served_wake_all(struct rill_waiter *w);

static inline void rill_served_wake(struct rill_served *served)
{
    if (RILL_MANY && *served->first)
        rill_served_wake_all(*served->first);
}

/* Serve the first waiter, in a queue that is not empty, that no other waker has claimed. returns
 * where its value is, or must go; NULL: there is no such waiter. In kernel/sync/serve.c. On one
 * hart `served` is NULL, because its address would cost the caller room on the stack. */
void *rill_waitq_serve_first(struct rill_waitq *q, int result,
                             struct rill_served *served);

static inline void *rill_waitq_serve_any(struct rill_waitq *q, int result,
                                         struct rill_served *served)
{
    return rill_waitq_serve_first(q, result, RILL_MANY ? served : NULL);
}

#endif
