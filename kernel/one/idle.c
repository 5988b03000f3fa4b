/* kernel/one/idle.c -- the idle loop of the only hart. Its twin is
 * kernel/many/idle.c.
 *
 * Refused: idling on the stack of the task that parked last. It saves a switch, and
 * makes of a hart that sleeps another thing than a task that waits.
 */
#include <port/board.h>
#include <port/switch.h>
#include "extras.h"
#include "panic.h"
#include "task.h"
#include "timer.h"

bool rill_attending_now;

/* Run whoever is ready until nobody is. */
static void run(struct rill_hart *h, struct rill_task *idle)
{
    struct rill_task *first;

    if (h->timer_due) /* once, or a ticker faster than this keeps the hart */
        rill_sched_take_inbox();
    if (idle->next == idle)
        return;
    if (h->watched)
        rill_task_extras.life->leaves(h, false);
    first = rill_ring_leave();
    idle->next = idle->prev = idle;
    RILL_COUNT(rill_sched_switches);
    rill_lock_take(&rill_sched_lock); /* for the switch to drop */
    rill_switch(first, &rill_sched_lock);
}

/* The race between looking and sleeping is closed by interrupts being off from
 * the last look to the wfi, which a pending interrupt ends all the same. */
_Noreturn void rill_sched_run(void)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *idle = h->idle;

    for (;;) {
        run(h, idle);
        if (!h->timer_due && !rill_alarms_pending() && !rill_trap_awaited)
            rill_deadlock();

        rill_irq_off();
        if (!h->timer_due) {
            h->idle_ticks -= rill_clock_ticks(); /* below 0: it sleeps */
            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks();
        }
        rill_irq_on();
    }
}
