/* kernel/promises/traps.h -- interrupts that an idle hart takes by a call. */
#ifndef KERNEL_TRAPS_H
#define KERNEL_TRAPS_H

#include <stdint.h>

struct rill_hart;

/* Sees to an interrupt in a trap. Only the number in `cause` counts. */
typedef void rill_trap_fn(uintptr_t cause, struct rill_hart *h);

/* In kernel/fault/trap.c, for any interrupt. boot/trap.S calls _interrupt, which also looks at the
 * task's stack; an idle hart has no task, and calls _pending. */
rill_trap_fn rill_trap_interrupt;
rill_trap_fn rill_trap_pending;

/* In kernel/irq/irq.c, a part (port/image.h), for a device's interrupt. Without the part, the
 * interrupt is one that came unasked. */
rill_trap_fn rill_irqs_came;

/* In boot/trap.S, for an idle loop with interrupts off: calls fn as in a trap, for an interrupt
 * that is pending. The idle loop need not take the trap, because it has nothing to save. */
void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn);

#endif
