/* kernel/irq/storm.h -- is an interrupt that comes again and again a storm?
 *
 * Each 4,096 interrupts of a source are a window. The source is in a storm if in a window
 * it left the hart no time for anything else; or if 256 in a row were for nobody, which
 * irq.c counts. The count of a window costs an interrupt nothing: it is `taken`, which is
 * counted anyway.
 */
#ifndef KERNEL_STORM_H
#define KERNEL_STORM_H

#include <rill/irq.h>
#include <port/board.h>
#include "task.h"

#define RILL_STORM_IDLE          256u /* in a row, for nobody */
#define RILL_STORM_WINDOW        4096u
#define RILL_STORM_WINDOWS_IN_1S 200u /* 5 ms */

/* A window of the source begins, on its hart. */
static inline void rill_storm_window(struct rill_irq *irq,
                                     const struct rill_hart *h)
{
    irq->window_taken = irq->taken;
    irq->window_switches = rill_hart_switches(h);
    irq->window_fresh = h->fresh;
    irq->window_began_ticks = rill_clock_ticks();
}

/* Its window is over, if it did not begin in the midst of one. Did it take all that time
 * for itself? Not if tasks have taken what it left for them.
 * The next window begins. */
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
