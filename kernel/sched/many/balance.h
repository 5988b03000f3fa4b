/* kernel/sched/many/balance.h -- the work that a hart does for another: tasks that wait there, and
 * alarms and notices that the other hart has not come to. */
#ifndef KERNEL_BALANCE_H
#define KERNEL_BALANCE_H

#include "timer.h"

/* Is any task ready on h? Read without the lock. */
static inline bool rill_ready_any(const struct rill_hart *h)
{
    return __atomic_load_n(&h->ready->last, __ATOMIC_RELAXED) != NULL;
}

/* A hart without a task calls this: take half of the tasks of one other hart, where the search
 * begins at a random hart. slot_too: take also the task in that hart's slot.
 *   returns  a task to run; the others are in the queue of h. NULL: there was nothing to take. */
struct rill_task *rill_steal(struct rill_hart *h, bool slot_too);

/* Is there a task that could be taken from that hart? */
bool rill_steal_can(struct rill_hart *from);

/* Fire the alarms that are due on any hart, and deliver what any hart's traps have left. The tasks
 * that this wakes go into this hart's queue. */
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
