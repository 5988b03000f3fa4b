/* kernel/promises/traps.h -- interrupts that an idle hart takes by a call. */
#ifndef KERNEL_TRAPS_H
#define KERNEL_TRAPS_H

#include <stdint.h>

struct rill_hart;

/* In a trap: see to an interrupt. Of the cause its number alone counts. */
typedef void rill_trap_fn(uintptr_t cause, struct rill_hart *h);

/* In kernel/fault/trap.c: any interrupt. boot/trap.S calls the first, which looks at the task's
 * stack as well; an idle hart has no task, and the second is for it. */
rill_trap_fn rill_trap_interrupt;
rill_trap_fn rill_trap_pending;

/* In kernel/irq/irq.c, a part (port/image.h): a device's. Where the part is not, one that nobody
 * asked for. */
rill_trap_fn rill_irqs_came;

/* In boot/trap.S, for an idle loop with interrupts off: fn as in a trap, for an interrupt that is
 * pending and need not be taken, as there is nothing to be kept. */
void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn);

#endif
