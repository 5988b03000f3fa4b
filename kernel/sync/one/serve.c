/* kernel/sync/one/serve.c -- serving a queue where selects wait too, on one hart: the
 * task leaves all its queues and is ready at once. */
#include <stddef.h>
#include <rill/select.h>
#include "chan.h"

void *rill_waitq_serve_first(struct rill_waitq *q, int result)
{
    struct rill_waiter *w = q->head;
    struct rill_waiters *all = w->all;
    struct rill_arm *arm;

    rill_waitq_shift(q, w);
    if (!all) {
        rill_wake_claim(RILL_SINGLE(w)->task, result);
        return RILL_SINGLE(w)->slot;
    }
    if (rill_waitq_has_more_of(q, w))
        w = rill_select_exchange(q, w);
    arm = (struct rill_arm *)((char *)w -
                              offsetof(struct rill_arm, private_waiter));
    w->queue = NULL;
    all->served = arm;
    rill_lock_drop(rill_chan_lock(arm->ch)); /* it takes it, arm by arm */
    rill_waiters_leave(all);
    rill_lock_take(rill_chan_lock(arm->ch));
    rill_wake_claim(all->task, result);
    return arm->value;
}
