/* kernel/sched/many/served.h -- waiters that were served, where harts are many: claimed
 * and off the queue, in a list until the queue's lock is dropped, and then made
 * ready. So a woken task never finds the lock taken by its waker, and the drop is the
 * waker's last touch of the object: the woken task may free it. Its twin is
 * kernel/sched/one/served.h. */
#ifndef KERNEL_SERVED_H
#define KERNEL_SERVED_H

#include <rill/select.h>

struct rill_served {
    struct rill_waiter *first, *last;
};

/* w is off its queue, and its task was claimed by another waker: that one need not take w
 * off. With the queue's lock. */
static inline void rill_waiter_lost(struct rill_waiter *w)
{
    w->queue = NULL;
}

static inline bool rill_waiter_is_in(const struct rill_waiter *w)
{
    return __atomic_load_n(&w->queue, __ATOMIC_RELAXED) != NULL;
}

/* Of a select that was claimed: is its arm's lock to be taken, to leave the queue? Always
 * but for the one that was served: somebody may have found the record there, lost the
 * claim, taken it off, and still be looking at it. */
static inline bool rill_arm_may_be_in(const struct rill_waiters *all,
                                      const struct rill_arm *arm)
{
    return arm->ch && arm != all->served;
}

/* What the task's last switch drops. */
static inline struct rill_lock *rill_park_lock(const struct rill_task *t,
                                               struct rill_waiter *w)
{
    (void)w;
    return t->lock;
}

/* A claimed task's; the link of the queue is free. */
static inline void rill_served_add(struct rill_served *served,
                                   struct rill_waiter *w)
{
    w->next = NULL;
    if (served->first)
        served->last->next = w;
    else
        served->first = w;
    served->last = w;
}

/* With no lock. */
void rill_served_wake_all(struct rill_waiter *w);

static inline void rill_served_wake(struct rill_served *served)
{
    if (served->first)
        rill_served_wake_all(served->first);
}

/* Serve the first that nobody else has claimed; NULL: there is none. */
void *rill_waitq_serve_any(struct rill_waitq *q, int result,
                           struct rill_served *served);

#endif
