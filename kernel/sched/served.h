/* kernel/sched/served.h -- waiters that were served, until the lock of their queue is dropped.
 *
 * On many harts they are claimed and off the queue, and in a list; when the lock is dropped
 * their tasks are made ready. So a woken task never finds the lock taken by its waker, and
 * the drop is the waker's last touch of the object: the woken task may free it. On one hart
 * no task runs before the waker's call is over, so a claim makes the task ready at once, and
 * the list is empty for ever. */
#ifndef KERNEL_SERVED_H
#define KERNEL_SERVED_H

#include <rill/select.h>

struct rill_served {
    struct rill_waiter *first[RILL_MANY], *last[RILL_MANY];
};

/* w is off its queue, and its task was claimed by another waker: that one need not take w
 * off. With the queue's lock. */
static inline void rill_waiter_lost(struct rill_waiter *w)
{
    if (RILL_MANY)
        w->queue = NULL;
}

/* Of a task that was claimed: is its record still in the queue? On one hart nothing comes
 * between the two. */
static inline bool rill_waiter_is_in(const struct rill_waiter *w)
{
    return !RILL_MANY || __atomic_load_n(&w->queue, __ATOMIC_RELAXED) != NULL;
}

/* Of a select that was claimed: is its arm's lock to be taken, to leave the queue? On many
 * harts always but for the arm that was served: another server may have found the record
 * there, lost the claim, taken it off, and still be looking at it. */
static inline bool rill_arm_may_be_in(const struct rill_waiters *all,
                                      const struct rill_arm *arm)
{
    return RILL_MANY ? arm->ch && arm != all->served
                     : arm->private_waiter.queue != NULL;
}

/* A claimed task's; the link of the queue is free. */
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

/* With no lock. */
void rill_served_wake_all(struct rill_waiter *w);

static inline void rill_served_wake(struct rill_served *served)
{
    if (RILL_MANY && *served->first)
        rill_served_wake_all(*served->first);
}

/* Of a queue that is not empty, serve the first that no other waker has claimed: returns
 * where the value is, or is to go; NULL: there is none. In kernel/sync/serve.c. On one hart
 * the list has no address, for that would take room on the caller's stack. */
void *rill_waitq_serve_first(struct rill_waitq *q, int result,
                             struct rill_served *served);

static inline void *rill_waitq_serve_any(struct rill_waitq *q, int result,
                                         struct rill_served *served)
{
    return rill_waitq_serve_first(q, result, RILL_MANY ? served : NULL);
}

#endif
