/* kernel/wait.c -- waiting in line, for those who keep the common way of calling;
 * and leaving the line by another way than being served. */
#include <stddef.h>
#include <rill/panic.h>
#include <rill/select.h>
#include "park.h"

int rill_waitq_try(struct rill_waitq *q, void *slot, const char *reason,
                   const void *object, uint64_t deadline_ns)
{
    rill_park_because(reason, object);
    return RILL_PARK_CALL(rill_waitq_try_parks, q, slot, deadline_ns);
}

int rill_waitq_again(struct rill_waitq *q, void *slot, uint64_t deadline_ns)
{
    return RILL_PARK_CALL(rill_waitq_again_parks, q, slot, deadline_ns);
}

int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns)
{
    int r = rill_waitq_try(q, slot, reason, object, deadline_ns);

    return r == RILL_AGAIN ? rill_waitq_again(q, slot, deadline_ns) : r;
}

static void leave_all(const struct rill_waiters *all)
{
    struct rill_arm *arm = all->arms, *end = arm + all->n;

    for (; arm < end; arm++)
        if (arm->private_waiter.queue)
            rill_waitq_remove(&arm->private_waiter);
}

void *rill_waitq_serve_any(struct rill_waitq *q, int result)
{
    struct rill_waiter *w = q->head;
    struct rill_waiters *all = w->all;
    struct rill_arm *arm;

    rill_waitq_shift(q, w);
    if (!all) {
        rill_sched_wake(RILL_SINGLE(w)->task, result);
        return RILL_SINGLE(w)->slot;
    }
    arm = (struct rill_arm *)((char *)w -
                              offsetof(struct rill_arm, private_waiter));
    w->queue = NULL;
    all->served = arm;
    leave_all(all);
    rill_sched_wake(all->task, result);
    return arm->value;
}

/* Is the queue that the task gives up on still one? The waiter is on the task's own
 * stack; what its neighbours say is not. */
static void check_links(const struct rill_task *t, const struct rill_waiter *w)
{
    const struct rill_waiter *first = w->queue->head;

    if ((first == w || w->prev->next == w) &&
        (w->next ? w->next->prev == w : first->prev == w))
        return;
    rill_panic("task \"%s\" waits (%s %p) where the memory was used for "
               "something else; let it be until nobody waits",
               rill_task_name(t), t->waits_for, t->waits_on);
}

void rill_sched_interrupt(struct rill_task *t, int result)
{
    struct rill_waiter *w = t->waiter;

    if (!rill_sched_parked(t))
        return;
    if (w && w->all)
        leave_all(w->all);
    else if (w) {
        check_links(t, w);
        rill_waitq_remove(w);
    }
    rill_sched_wake(t, result);
}
