/* kernel/time/many/wheel.c -- the timer's interrupt where harts fire for others. The rules are in
 * kernel/sched/wheel.h. On one hart the interrupt comes no further than boot/one/harts.h. */
#include "task.h"
#include "timer.h"

/* An idle hart looks by itself as soon as it is out of the trap; a busy one may compute for
 * long. */
void rill_wheel_came_due(struct rill_hart *h)
{
    rill_irq_shut_timer();
    h->timer_due = 1;
    __atomic_store_n(h->wheel.due, 1, __ATOMIC_RELAXED);
    if (h->many->runs)
        rill_harts_tell(); /* wheel.h: the fence, and the sleepers */
}
