/* kernel/trap.h -- between boot/trap.S, boot/switch.S and kernel/trap.c. */
#ifndef KERNEL_TRAP_H
#define KERNEL_TRAP_H

#include <stdbool.h>
#include "panic.h"

struct rill_hart;
struct rill_task;

struct rill_frame {  /* numbers in port/frame.h */
    uintptr_t x[32]; /* x[0] is the pc */
    uintptr_t status, cause, addr;
    uintptr_t pad;
};

struct rill_catch { /* one rill_catch_fault under way, on its task's stack */
    uintptr_t sp;
    uintptr_t land; /* rill_catch_land; linked only where it is used */
    struct rill_catch *outer;
    const struct rill_task *task;
    struct rill_fault fault;
};

/* boot/trap.S calls */
void rill_trap_interrupt(uintptr_t cause, struct rill_hart *h);
void rill_trap_exception(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_nested(struct rill_frame *f, struct rill_hart *h);
_Noreturn void rill_trap_hopeless(void);

/* irq.c: a part (port/image.h). In a trap: if it is a device's interrupt, see to it.
 *   returns  false: it is not. */
bool rill_irqs_direct(uintptr_t cause);
/* For reports, after "in a trap handler": whose. */
void rill_irqs_tell(void);

void rill_trap_report(struct rill_report *r, const struct rill_frame *f);

/* boot/switch.S has */
int rill_catch_call(void (*fn)(void *), void *arg, uintptr_t *sp_out);
void rill_catch_land(void);

/* boot/land.S has */
_Noreturn void rill_catch_jump(uintptr_t sp);

#endif
