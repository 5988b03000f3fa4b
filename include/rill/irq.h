/* rill/irq.h -- interrupts of devices, by source.
 *
 * A source is the number that a device's interrupt has at the machine's interrupt
 * controller (its PLIC): "interrupts" in a device tree, a table in a data sheet.
 *
 *     device --source 10--> PLIC --claim--> fn(arg) in a trap --complete--> PLIC
 *
 * The handler runs in a trap: interrupts are off, nothing blocks, tp is no task's. It
 * sees to the device, so that it asks no more, and may set an event that has by_trap
 * (rill/sync.h). A fault in it ends the machine with a report that says so.
 */
#ifndef RILL_IRQ_H
#define RILL_IRQ_H

#include <stdbool.h>
#include <stdint.h>

/*   returns  true: the device had asked for it. false: it had not, and that is
 *            counted. */
typedef bool rill_irq_fn(void *arg);

/* Who sees to a source. The caller's memory, until it is detached; all but the first
 * two may be read, and are written by Rill alone. */
struct rill_irq {
    rill_irq_fn *fn;
    void *arg;
    const char *name; /* for lists; or NULL */
    uint16_t source;
    bool masked;              /* by Rill: it came and came, below */
    unsigned long taken;      /* how often fn was called */
    unsigned long for_nobody; /* of those, how often it said false */
    struct rill_irq *next;
    /* Rill's, to see a storm by */
    unsigned idle_in_a_row, window;
    uint64_t window_began_ticks;
};

/* From now on fn(arg) is called when `source` interrupts. In a task; does not block.
 *   -ENODEV  there is no interrupt controller, or it has no such source: poll
 *   -EBUSY   somebody sees to that source
 *
 * A storm: if fn says false 256 times in a row, or 4,096 interrupts come within 5 ms, the
 * source is masked and reported on the console in one line, and all else goes on.
 * rill_irq_unmask lets it come again. */
int rill_irq_attach(struct rill_irq *irq, unsigned source);

/* No more. When it returns, fn does not run and will not. In a task; on many harts it
 * may wait for a handler that runs on another hart to return. */
void rill_irq_detach(struct rill_irq *irq);

void rill_irq_unmask(struct rill_irq *irq);

/* Over all that are attached, for lists: NULL begins, NULL ends. In a task. */
const struct rill_irq *rill_irq_next(const struct rill_irq *irq);

/* Interrupts that nobody had asked for, or that no handler was there for; all harts. */
unsigned long rill_irq_spurious(void);

#endif
