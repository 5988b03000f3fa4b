/* kernel/time/many/wheel.c -- the timer's interrupt on many harts, where a hart fires for others.
 * The rules are in kernel/sched/wheel.h. On one hart boot/one/harts.h does all for this
 * interrupt. */
#include "task.h"
#include "timer.h"

/* An idle hart looks by itself as soon as the trap is over. A busy hart may compute for long. */
void rill_wheel_came_due(struct rill_hart *h)
{
    rill_irq_shut_timer();
    h->timer_due = 1;
    __atomic_store_n(h->wheel.due, 1, __ATOMIC_RELAXED);
    if (h->many->runs)
        rill_harts_tell(); /* wheel.h: the fence, and the sleepers */
}
