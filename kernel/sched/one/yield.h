/* kernel/sched/one/yield.h -- to the next one, on one hart: the ring goes round, and nothing
 * is written. Alone in it a task switches to itself. Twin: kernel/sched/many/yield.h. */
#ifndef KERNEL_YIELD_H
#define KERNEL_YIELD_H

PARK_INLINE void rill_yield_away(struct rill_hart *h)
{
    (void)h;
    rill_lock_take(&rill_sched_lock); /* for the switch to drop */
    RILL_COUNT_OF(h, rill_sched_switches);
    rill_switch(rill_task_self()->next, &rill_sched_lock);
}

#endif
