/* kernel/wait.c -- waiting in line, for those who keep the common way of calling;
 * and leaving the line by another way than being served. */
#include <rill/select.h>
#include "park.h"

int rill_waitq_try(struct rill_waitq *q, void *slot, const char *reason,
                   const void *object, uint64_t deadline_ns)
{
    rill_park_because(reason, object);
    return RILL_PARK_CALL(rill_waitq_try_parks, q, slot, deadline_ns);
}

int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns)
{
    int r;

    do
        r = rill_waitq_try(q, slot, reason, object, deadline_ns);
    while (r == RILL_AGAIN);
    return r;
}

int rill_sched_park(const char *reason, const void *object,
                    uint64_t deadline_ns)
{
    rill_park_because(reason, object);
    return RILL_PARK_CALL(rill_park_parks, NULL, NULL, deadline_ns);
}

static void leave_all(const struct rill_waiters *all,
                      const struct rill_waiter *but)
{
    for (int i = 0; i < all->n; i++) {
        struct rill_waiter *w = &all->arms[i].private_waiter;

        if (w->queue && w != but)
            rill_waitq_remove(w);
    }
}

void rill_waiters_served(struct rill_waiter *w)
{
    w->all->served = w;
    leave_all(w->all, w);
}

void rill_sched_interrupt(struct rill_task *t, int result)
{
    struct rill_waiter *w = t->waiter;

    if (!rill_sched_parked(t))
        return;
    if (w && w->all)
        leave_all(w->all, NULL);
    else if (w)
        rill_waitq_remove(w);
    rill_sched_wake(t, result);
}
