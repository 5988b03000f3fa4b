/* kernel/sched/one/idle.c -- the idle loop of the only hart. Its twin is kernel/sched/many/idle.c.
 * The two stay twins: here the hart looks once and sleeps; there it also takes tasks from other
 * harts, and harts wake one another.
 *
 * We refused to idle on the stack of the task that parked last. That would save a switch, but then
 * a sleeping hart would not be the same as a task that waits.
 */
#include <port/board.h>
#include <port/switch.h>
#include "extras.h"
#include "stop.h"
#include "task.h"
#include "timer.h"
#include "traps.h"

/* Run the ready tasks until none is left. A switch loses all registers: so h is not kept. */
static inline void run(void)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *idle = rill_task_self(), *first;

    if (h->timer_due) /* once: a ticker faster than this loop would keep the hart */
        rill_sched_take_inbox();
    if (idle->next == idle)
        return;
    if (h->watched)
        rill_task_extras.life->leaves(h, false);
    first = rill_ring_take_rest();
    RILL_COUNT(rill_sched_switches);
    rill_lock_take(&rill_sched_lock); /* for the switch to drop */
    rill_switch(first, &rill_sched_lock);
}

/* Interrupts are off from the last look to the wfi, and a pending interrupt ends the wfi all the
 * same: so none is lost between looking and sleeping. A device's interrupt need not be taken as a
 * trap: an idle loop has nothing to save, so a call will do. */
_Noreturn void rill_sched_run(void)
{
    for (;;) {
        struct rill_hart *h;

        run();
        h = rill_hart_self();
        if (!h->timer_due && !rill_alarms_pending() && !rill_trap_awaited)
            rill_deadlock();

        rill_irq_off();
        if (!h->timer_due) {
            h->idle_ticks -= rill_clock_ticks(); /* below 0 while it sleeps */
            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks();
            if (rill_irq_pending() & XIE_EXT)
                rill_trap_at_idle(XCAUSE_EXT, rill_irqs_came);
        }
        rill_irq_on();
    }
}
