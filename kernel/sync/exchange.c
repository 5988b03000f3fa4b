/* kernel/sync/exchange.c -- which arm wins when several arms of a waiting select become ready at
 * once? Linked into programs that select (port/image.h). */
#include <port/image.h>
#include "wait.h"

RILL_PART(select_exchange)
struct rill_waiter *rill_waitq_exchange(struct rill_waitq *q,
                                        struct rill_waiter *w)
{
    const struct rill_waiters *all = w->all;
    struct rill_waiter *x = q->head;
    unsigned more = 0, skip;

    for (; x && x->all == all; x = x->next)
        more++;
    skip = rill_random_below(rill_hart_self(), more + 1);
    if (!skip)
        return w;
    for (x = q->head; --skip;)
        x = x->next;
    rill_waitq_remove(x);
    rill_waitq_add(q, w);
    return x;
}

RILL_PART(select_senders) bool rill_waitq_senders_first(void)
{
    return rill_random_below(rill_hart_self(), 2);
}
