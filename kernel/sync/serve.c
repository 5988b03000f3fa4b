/* kernel/sync/serve.c -- serving a queue where selects wait too.
 *
 * On many harts one queue's server may claim a select while another queue's server looks at its
 * record: the second server takes the record off its own queue and goes on to the next. The record
 * stays good while the second server holds its queue's lock: the select's task runs only when its
 * claimer has taken that lock and found the record gone. Checked by
 * tests/host/models/select_claim.pml. */
#include <stddef.h>
#include <rill/select.h>
#include "chan.h"

static struct rill_arm *arm_of(struct rill_waiter *w)
{
    return (struct rill_arm *)((char *)w -
                               offsetof(struct rill_arm, private_waiter));
}

/* A select was claimed; its record w was the first in q. On one hart the select leaves its other
 * queues here, where locks are nothing. On many harts it leaves them when q's lock is dropped,
 * because their locks may come before q's (rill_served_wake_all). */
static void *serve_select(struct rill_waitq *q, struct rill_waiter *w,
                          struct rill_served *served)
{
    struct rill_waiters *all = w->all;
    struct rill_arm *arm;

    if (rill_waitq_has_more_of(q, w))
        w = rill_select_exchange(q, w);
    rill_served_add(served, w);
    w->queue = NULL;
    arm = arm_of(w);
    all->served = arm;
    if (!RILL_MANY) {
        rill_lock_drop(rill_chan_lock(arm->ch)); /* leave_one takes it */
        rill_waiters_leave(all);
        rill_lock_take(rill_chan_lock(arm->ch));
    }
    return arm->value;
}

void *rill_waitq_serve_first(struct rill_waitq *q, int result,
                             struct rill_served *served)
{
    struct rill_waiter *w = q->head;

    do {
        struct rill_waiters *all = w->all;
        struct rill_task **t = all ? &all->task : &RILL_SINGLE(w)->task;

        rill_waitq_shift(q, w);
        if (!rill_wake_claim(*t, result)) {
            rill_waiter_lost(w);
            continue;
        }
        if (all)
            return serve_select(q, w, served);
        rill_served_add(served, w);
        return RILL_SINGLE(w)->slot;
    } while ((w = q->head));
    return NULL;
}

/* A select leaves its other queues first. Then this holds for a moment the lock that the select's
 * switch drops, even if no record is in that lock's queue. */
void rill_served_wake_all(struct rill_waiter *w)
{
    struct rill_waiter *next;

    for (; w; w = next) {
        struct rill_waiters *all = w->all;
        struct rill_task *t = all ? all->task : RILL_SINGLE(w)->task;

        next = w->next;
        if (all) {
            rill_waiters_leave(all);
            rill_lock_take(rill_park_lock(t));
            rill_lock_drop(rill_park_lock(t));
        }
        rill_wake_claimed(rill_hart_self(), t);
    }
}
