/* rill/irq.h -- interrupts of devices, by source.
 *
 * A source is the number that a device's interrupt has at the machine's interrupt controller
 * (its PLIC): "interrupts" in a device tree, a table in a data sheet.
 *
 *     device --source 10--> PLIC --claim--> fn(arg) in a trap --complete--> PLIC
 *
 * When a machine has several controllers, one a socket, RILL_IRQ_AT(n, s) is source s of the
 * n-th controller of the device tree, from 0; the first controller's sources are plain
 * numbers. rill_platform_device names a device's source so.
 *
 * The handler runs in a trap: interrupts are off, it must not block, and tp is no task's. It
 * serves the device, so that the device asks no more, and may set an event that has by_trap
 * (rill/sync.h). A fault or a panic in a handler stops the machine, with a report that says
 * which interrupt it was.
 *
 * Of sources that ask at one time the PLIC takes the one of the highest priority, and of equal
 * priorities the lowest number. No handler interrupts another.
 *
 * Where harts are many, a source interrupts one hart: the one that attached it, which rill_pin
 * (rill/hart.h) before can choose. When the controller does not reach that hart, the source
 * interrupts one that it reaches; the record says which.
 *
 * Memory:  the caller owns the records.
 * Callers: tasks, on any hart; rill_irq_spurious from anywhere. A call from a trap handler
 *          panics. No call blocks.
 * Errors:  a call returns 0 or a negative errno.
 */
#ifndef RILL_IRQ_H
#define RILL_IRQ_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* A source of the n-th controller. A PLIC has at most 1,023 sources. */
#define RILL_IRQ_AT(controller, source) (1024u * (controller) + (source))

/* A handler.
 *   returns  true: its device had asked; false: it had not, and Rill counts that. */
typedef bool rill_irq_fn(void *arg);

/* A source's record. It must stay where it is until it is detached. The caller sets the first
 * four members before. It may read all but `arg`, and Rill alone writes the others. While the
 * source interrupts, a count is that of a moment. */
struct rill_irq {
    rill_irq_fn *fn;
    void *arg;
    const char *name; /* for lists and reports; or NULL */
    uint8_t priority; /* 0 counts as 1; above the machine's highest, as that */
    uint8_t hart;     /* the hart that it interrupts: a number of rill_hart() */
    uint16_t source;  /* at its controller */
    uint16_t context; /* the controller's number for that hart */
    volatile bool masked;              /* by Rill, in a storm: below */
    uint8_t controller;                /* as in RILL_IRQ_AT */
    volatile unsigned long taken;      /* how often fn was called */
    volatile unsigned long for_nobody; /* how often it returned false */
    struct rill_irq *next;
    /* Rill's own, to see a storm by: */
    unsigned idle_in_a_row;
    unsigned long window_taken, window_switches, window_fresh;
    uint64_t window_began_ticks;
};

/* From now on call fn(arg) when `source` interrupts.
 *   returns  0
 *            -ENODEV  there is no interrupt controller, it has no such source, or it
 *                     reaches no hart of this program. Poll the device instead
 *            -EBUSY   another record has that source
 * Misuse: fn is NULL, or the record is attached to another source: panic.
 *
 * A storm is one of two things. fn returns false 256 times in a row. Or 4,096 interrupts of
 * the source come within 5 ms (Rill looks once in so many), and in that time its hart did not
 * come from one task to another, and of what handlers left there for tasks (an event, a poll,
 * a semaphore, a channel's values) less than half was taken before a handler left the next.
 * Rill then masks the source, and says so on the console in one line; all else goes on.
 * rill_irq_unmask lets the source come again.
 * (A fast device that is served makes no storm: the task that waits for it comes to run, or
 * has run. Rill does not see a task that looks at a variable which the handler writes.) */
int rill_irq_attach(struct rill_irq *irq, unsigned source);

/* Stop calling fn. When this returns, fn does not run and will not. Where harts are many, the
 * call may wait for a handler on another hart to return; meanwhile no other task runs on the
 * caller's hart.
 * Misuse: the record is not attached: panic. */
void rill_irq_detach(struct rill_irq *irq);

/* If the source is masked: let it come again, and count anew. Else do nothing. */
void rill_irq_unmask(struct rill_irq *irq);

/* From now on only sources of a priority above this one interrupt the caller's hart; 0: all.
 * The others wait. This belongs to the hart, not to the task: rill_pin.
 *   returns  what it was before; -ENODEV: this hart has attached no source, and so hears of
 *            none. */
int rill_irq_above(unsigned priority);

/* Go through all records that are attached, for lists, in no order: NULL begins, NULL ends. No
 * task may attach or detach meanwhile. */
const struct rill_irq *rill_irq_next(const struct rill_irq *irq);

/* How many interrupts, on all harts, no device had asked for or no handler was there for. From
 * anywhere. */
unsigned long rill_irq_spurious(void);

RILL_C_END

#endif
