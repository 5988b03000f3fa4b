/* rill/irq.h -- interrupts of devices, by source.
 *
 * A source is the number that a device's interrupt has at the machine's interrupt
 * controller (its PLIC): "interrupts" in a device tree, a table in a data sheet.
 *
 *     device --source 10--> PLIC --claim--> fn(arg) in a trap --complete--> PLIC
 *
 * Of a machine with several controllers, one a socket, the n-th of the device tree, from 0,
 * has the sources RILL_IRQ_AT(n, 1) and so on: those of the first are as they are.
 * rill_platform_device says a device's so.
 *
 * The handler runs in a trap: interrupts are off, nothing blocks, tp is no task's. It
 * sees to the device, so that it asks no more, and may set an event that has by_trap
 * (rill/sync.h). A fault or a panic in it ends the machine, with a report that says
 * which interrupt it was for.
 *
 * Of sources that ask at once the one of the highest priority is heard first, and of
 * equal ones that of the lowest number. A handler is not interrupted by another.
 *
 * Where harts are many, a source interrupts the hart that attached it, and that one
 * alone: rill_pin (rill/hart.h) before says which. If its controller does not reach that
 * hart, it interrupts another, which it reaches; the record says which.
 *
 * Memory:  the caller's.
 * Callers: tasks only, on any hart; a call from a trap handler panics. None blocks.
 * Errors:  negative errno by return; what is said to panic is a mistake of the caller.
 */
#ifndef RILL_IRQ_H
#define RILL_IRQ_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* A PLIC has 1,023 sources at most. */
#define RILL_IRQ_AT(controller, source) (1024u * (controller) + (source))

/*   returns  true: the device had asked for it. false: it had not, and that is
 *            counted. */
typedef bool rill_irq_fn(void *arg);

/* What sees to a source. Stays where it is until it is detached. The first four are set
 * before; all but `arg` may be read, and are written by Rill alone. Counts of a source
 * that interrupts meanwhile are those of a moment. */
struct rill_irq {
    rill_irq_fn *fn;
    void *arg;
    const char *name; /* for lists and reports; or NULL */
    uint8_t
        priority; /* 0 is as 1; what the machine has no level for, as its highest */
    uint8_t hart;         /* that it interrupts: as rill_hart() says it */
    uint16_t source;      /* at its controller, */
    uint16_t context;     /* which calls that hart so; */
    volatile bool masked; /* by Rill: it came and came, below */
    uint8_t controller;   /* and is this one: RILL_IRQ_AT */
    volatile unsigned long taken;      /* how often fn was called */
    volatile unsigned long for_nobody; /* of those, how often it said false */
    struct rill_irq *next;
    /* Rill's, to see a storm by */
    unsigned idle_in_a_row;
    unsigned long window_taken, window_switches, window_fresh;
    uint64_t window_began_ticks;
};

/* From now on fn(arg) is called when `source` interrupts.
 *   returns  0
 *   -ENODEV  there is no interrupt controller, or it has no such source, or reaches no
 *            hart of this program: poll
 *   -EBUSY   somebody sees to that source
 * fn is NULL, or the record is attached to another source: panic.
 *
 * A storm: if fn says false 256 times in a row; or if 4,096 interrupts of the source
 * come within 5 ms, counted off by so many, and in that time its hart has not come from
 * one task to another, nor has half of what handlers leave there for tasks (an event, a
 * poll, a semaphore, a channel's values) been taken before the next was left. Then the
 * source is masked, which is reported on the console in one line, and all else goes on.
 * rill_irq_unmask lets it come again.
 * (A device that is so fast and is served is no storm: the task that waits for it comes to
 * run, or has run. A task that looks at a variable which the handler writes is not seen.) */
int rill_irq_attach(struct rill_irq *irq, unsigned source);

/* No more. When it returns, fn does not run and will not; where harts are many it may
 * wait, with the hart in hand, for a handler that runs on another to return. Not
 * attached: panic. */
void rill_irq_detach(struct rill_irq *irq);

/* If it is masked: count anew, and let it come. Else nothing. */
void rill_irq_unmask(struct rill_irq *irq);

/* From now on only sources of a higher priority than that interrupt the hart that runs
 * the caller; 0: all. The others wait. It is the hart's, not the task's: rill_pin.
 *   returns  what it was
 *   -ENODEV  the hart has attached none, and so hears of none */
int rill_irq_above(unsigned priority);

/* Over all that are attached, for lists, in no order: NULL begins, NULL ends. Nobody
 * attaches or detaches meanwhile. */
const struct rill_irq *rill_irq_next(const struct rill_irq *irq);

/* Interrupts that nobody had asked for, or that no handler was there for; of all harts.
 * From a trap, too. */
unsigned long rill_irq_spurious(void);

RILL_C_END

#endif
