/* kernel/irq/reach.h -- which hart's controller has a source, and which hart gets the source.
 *
 * When the source's controller does not reach the caller's hart, Rill gives the source to a hart
 * that it reaches, and asks that hart to let such interrupts through. We refused to make this an
 * error, because programs would have to know of sockets.
 */
#ifndef KERNEL_REACH_H
#define KERNEL_REACH_H

#include <rill/irq.h>
#include <port/board.h>
#include "task.h"

/* The context of hart i. base 0: it has none, or it is no hart of ours. */
static inline struct rill_irqs_at rill_irqs_of_hart(unsigned i)
{
    const struct rill_irqs_dev *d = &rill_board.irqs;

    if (d->of)
        return d->of[i];
    return (struct rill_irqs_at){
        .base = d->base,
        .context = (uint16_t)(d->context_first +
                              d->context_step * (int)rill_harts[i].id),
        .sources = d->sources};
}

/* Does the controller of hart i have the source with this number? */
static inline bool rill_irqs_reach(unsigned i, unsigned number)
{
    struct rill_irqs_at at = rill_irqs_of_hart(i);
    unsigned source = number - RILL_IRQ_AT(at.controller, 0);

    return at.base && source && source <= at.sources;
}

/* The hart that gets a source: this hart, if the source reaches it. Else the first hart that
 * the source reaches and that has come, else the first that is on its way. -1: none. */
static inline int rill_irqs_hart_for(unsigned number)
{
    int first = -1;

    if (rill_irqs_reach(rill_hart_index(), number))
        return (int)rill_hart_index();
    for (unsigned i = 0; RILL_HARTS > 1 && i < rill_harts_total(); i++)
        if (rill_irqs_reach(i, number)) {
            if (rill_hart_has_come(i))
                return (int)i;
            if (first < 0)
                first = (int)i;
        }
    return first;
}

#endif
