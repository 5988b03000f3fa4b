/* kernel/sched/one/served.h -- waiters that were served, on one hart: they are ready
 * already. Its twin is kernel/sched/many/served.h. */
#ifndef KERNEL_SERVED_H
#define KERNEL_SERVED_H

#include <rill/select.h>

struct rill_served {
    char nothing[0];
};

/* w is off its queue, and its task was claimed by somebody else. */
static inline void rill_waiter_lost(struct rill_waiter *w)
{
    (void)w;
}

static inline bool rill_waiter_is_in(const struct rill_waiter *w)
{
    (void)w;
    return true;
}

/* Of a select that is to leave its queues: is this arm in one? */
static inline bool rill_arm_may_be_in(const struct rill_waiters *all,
                                      const struct rill_arm *arm)
{
    (void)all;
    return arm->private_waiter.queue;
}

/* What the task's last switch has dropped. */
static inline struct rill_lock *rill_park_lock(const struct rill_task *t,
                                               struct rill_waiter *w)
{
    static struct rill_lock none;

    (void)t;
    return w && !w->all ? &w->queue->lock : &none;
}

static inline void rill_served_add(struct rill_served *served,
                                   struct rill_waiter *w)
{
    (void)served, (void)w;
}

static inline void rill_served_wake(struct rill_served *served)
{
    (void)served;
}

/* Of a queue that is not empty; returns where the value is, or is to go. */
void *rill_waitq_serve_first(struct rill_waitq *q, int result);

static inline void *rill_waitq_serve_any(struct rill_waitq *q, int result,
                                         struct rill_served *served)
{
    (void)served;
    return rill_waitq_serve_first(q, result);
}

#endif
