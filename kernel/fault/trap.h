/* kernel/fault/trap.h -- between boot/trap.S, boot/switch.S and kernel/fault/trap.c. */
#ifndef KERNEL_TRAP_H
#define KERNEL_TRAP_H

#include <stdbool.h>
#include "panic.h"
#include "traps.h"

struct rill_hart;
struct rill_task;

struct rill_frame {  /* numbers in port/frame.h */
    uintptr_t x[32]; /* x[0] is the pc */
    uintptr_t status, cause, addr;
    uintptr_t unknown; /* not 0: the address is not known (fault.c) */
};

struct rill_catch { /* one rill_catch_fault under way, on its task's stack */
    uintptr_t sp;
    uintptr_t land; /* rill_catch_land; linked only where it is used */
    struct rill_catch *outer;
    const struct rill_task *task;
    struct rill_fault fault;
};

/* Write the two records by which the traps and the handlers of hart h find h. At boot, by h
 * itself, before interrupts are on. */
void rill_trap_init(struct rill_hart *h);

/* boot/trap.S calls these three, and rill_trap_interrupt (kernel/promises/traps.h). */
void rill_trap_exception(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_nested(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_hopeless(void);

/* In a trap: the interrupted task must stand on its own stack or on one of the program's, and
 * its canary must be whole; if not, report and stop. The fast traps of boot/ (devices.S,
 * one/harts.h) make this check themselves, and call only when it seems to fail. An idle hart
 * has no task to look at. */
void rill_trap_look(const struct rill_hart *h);

/* A handler has no thread-local variables, but it may have written where it took them to be.
 * rill_handler_left clears that memory.   returns  whether something was written there.
 * rill_handler_look clears it, too, and panics if so. In a trap or at boot. */
bool rill_handler_left(struct rill_hart *h);
void rill_handler_look(void);

/* For reports: print of which interrupt the handler is, after "in a trap handler". */
void rill_irqs_tell(void);

/* Fill in a report about the fault in f, of the task that f->x[4] points to. */
void rill_trap_report(struct rill_report *r, struct rill_frame *f);

/* When f->addr is 0: work the address out, or set f->unknown. In fault.c. */
void rill_fault_complete(struct rill_frame *f);

/* In boot/switch.S. */
int rill_catch_call(void (*fn)(void *), void *arg, uintptr_t *sp_out);
void rill_catch_land(void);

/* In boot/land.S. */
_Noreturn void rill_catch_jump(uintptr_t sp);
_Noreturn void rill_catch_restart(uintptr_t sp, void (*fn)(void *), void *arg);

#endif
