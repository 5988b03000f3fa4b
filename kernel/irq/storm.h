/* kernel/irq/storm.h -- is an interrupt that comes again and again a storm?
 *
 * 4,096 interrupts of a source are a window. The source is in a storm when it left the hart no
 * time for anything else in a window; or when its handler said 256 times in a row that its
 * device had not asked, which irq.c counts. A window costs an interrupt nothing, because
 * `taken` counts the interrupts anyway.
 */
#ifndef KERNEL_STORM_H
#define KERNEL_STORM_H

#include <rill/irq.h>
#include <port/board.h>
#include "task.h"

#define RILL_STORM_IDLE          256u /* in a row that no device asked for */
#define RILL_STORM_WINDOW        4096u
#define RILL_STORM_WINDOWS_IN_1S 200u /* 5 ms */

/* Begin a window of the source. h is the source's hart. */
static inline void rill_storm_window(struct rill_irq *irq,
                                     const struct rill_hart *h)
{
    irq->window_taken = irq->taken;
    irq->window_switches = rill_hart_switches(h);
    irq->window_fresh = h->fresh;
    irq->window_began_ticks = rill_clock_ticks();
}

/* A window ends, and the next one begins.   returns  whether the source took all of the hart's
 * time: 4,096 interrupts in less than 5 ms, without a switch, and tasks took less than half of
 * what the handler left for them. A window that was begun late is too short to be a storm. */
static inline bool rill_storm_is(struct rill_irq *irq,
                                 const struct rill_hart *h)
{
    uint64_t began = irq->window_began_ticks;
    unsigned long switches = irq->window_switches;
    unsigned long served = h->fresh - irq->window_fresh;
    bool whole = irq->taken - irq->window_taken >= RILL_STORM_WINDOW;

    rill_storm_window(irq, h);
    return whole && switches == irq->window_switches &&
           served < RILL_STORM_WINDOW / 2 &&
           irq->window_began_ticks - began <
               rill_clock_hz() / RILL_STORM_WINDOWS_IN_1S;
}

#endif
