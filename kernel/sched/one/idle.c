/* kernel/sched/one/idle.c -- the idle loop of the only hart. Its twin is
 * kernel/sched/many/idle.c. The two stay twins: here a hart looks once and sleeps; there it also
 * takes tasks from other harts, and harts wake one another.
 *
 * Refused: idling on the stack of the task that parked last. It saves a switch, and
 * makes of a hart that sleeps another thing than a task that waits.
 */
#include <port/board.h>
#include <port/switch.h>
#include "extras.h"
#include "stop.h"
#include "task.h"
#include "timer.h"
#include "traps.h"

/* Run the ready tasks until none is left. To switch loses all registers: so the hart is
 * asked for anew where it is wanted. */
static inline void run(void)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *idle = rill_task_self(), *first;

    if (h->timer_due) /* once, or a ticker faster than this keeps the hart */
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

/* The race between looking and sleeping is closed by interrupts being off from
 * the last look to the wfi, which a pending interrupt ends all the same. A device's need
 * not be taken then: there is nothing here to be kept, and a call will do. */
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
            h->idle_ticks -= rill_clock_ticks(); /* below 0: it sleeps */
            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks();
            if (rill_irq_pending() & XIE_EXT)
                rill_trap_at_idle(XCAUSE_EXT, rill_irqs_came);
        }
        rill_irq_on();
    }
}
