/* kernel/sched/many/yield.h -- to the next one, where harts are many: the first of the
 * queue comes out and the running task goes to its end, in one step. The queue's lock is
 * held until the task is kept: from then on a thief may have it. No hart is woken for
 * it: a hart that sleeps has looked at a queue that was as long. So that a long queue here and
 * a short one elsewhere do not stay so, the hart looks round now and then (balance.c).
 * Twin: kernel/sched/one/yield.h. */
#ifndef KERNEL_YIELD_H
#define KERNEL_YIELD_H

PARK_INLINE void rill_yield_away(struct rill_hart *h)
{
    struct rill_ready *r = h->ready;
    struct rill_task *last, *first;

    rill_lock_take(&r->lock);
    last = r->last;
    if (__builtin_expect(!last, 0)) {
        rill_lock_drop(&r->lock);
        rill_look_each(h, ++h->many->alone);
        return;
    }
    first = last->next;
    last->next =
        rill_task_self(); /* first, if it is alone: so before the next */
    rill_task_self()->next = first->next;
    r->last = rill_task_self();
    rill_look_each(h, ++h->many->switches);
    rill_switch(first, &r->lock);
}

#endif
