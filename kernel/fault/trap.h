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
    uintptr_t unknown; /* not 0: the hart does not tell addr; fault.c */
};

struct rill_catch { /* one rill_catch_fault under way, on its task's stack */
    uintptr_t sp;
    uintptr_t land; /* rill_catch_land; linked only where it is used */
    struct rill_catch *outer;
    const struct rill_task *task;
    struct rill_fault fault;
};

/* Traps of this hart find it, and handlers what they have as tp. Before interrupts are
 * on. */
void rill_trap_init(struct rill_hart *h);

/* boot/trap.S calls these, and rill_trap_interrupt */
void rill_trap_exception(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_nested(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_hopeless(void);

/* An interrupt has come: does the task that it came upon stand on its own stack, or on one
 * of the program's, and is its canary whole? Else the report. What is fast asks the same in
 * boot/ (devices.S, one/harts.h), and calls only if it seems not. A hart that is idle has
 * no task. */
void rill_trap_look(const struct rill_hart *h);

/* What a handler has written where it thought its thread-local variables were: clear it.
 * In a trap or at boot.   returns  whether there was anything. The second panics then. */
bool rill_handler_left(struct rill_hart *h);
void rill_handler_look(void);

/* For reports, after "in a trap handler": of which interrupt. */
void rill_irqs_tell(void);

void rill_trap_report(struct rill_report *r, struct rill_frame *f);

/* The address, if it is 0: what it was, or that it is unknown. In fault.c. */
void rill_fault_complete(struct rill_frame *f);

/* boot/switch.S has */
int rill_catch_call(void (*fn)(void *), void *arg, uintptr_t *sp_out);
void rill_catch_land(void);

/* boot/land.S has */
_Noreturn void rill_catch_jump(uintptr_t sp);
_Noreturn void rill_catch_restart(uintptr_t sp, void (*fn)(void *), void *arg);

#endif
