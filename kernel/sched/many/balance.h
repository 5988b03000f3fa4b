/* kernel/sched/many/balance.h -- what a hart does of another's work: tasks that wait there, alarms
 * and notices that it has not come to. */
#ifndef KERNEL_BALANCE_H
#define KERNEL_BALANCE_H

#include "timer.h"

/* Is anybody ready there? From afar, so the lock need not be taken. */
static inline bool rill_ready_any(const struct rill_hart *h)
{
    return __atomic_load_n(&h->ready->last, __ATOMIC_RELAXED) != NULL;
}

/* By a hart that has nobody to run: half of what one other hart has, beginning at a random
 * one. slot_too: also the task that was let in there before the others.
 *   returns  one of them, to be run; the rest is in the queue of h. NULL: nothing. */
struct rill_task *rill_steal(struct rill_hart *h, bool slot_too);

/* Could anything be taken from there? */
bool rill_steal_can(struct rill_hart *from);

/* Alarms that are due on any hart are fired, and what any hart's traps have left is
 * delivered: tasks that this wakes are in this hart's queue. */
static inline void rill_look_fire(void)
{
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        if (rill_wheel_is_due(&rill_harts[i]))
            rill_wheel_expire(rill_wheel_at(i));
        if (rill_inbox_full(&rill_harts[i]))
            rill_inbox_deliver(&rill_harts[i]);
    }
}

#endif
