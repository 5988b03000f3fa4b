/* kernel/scope/defer_fault.c -- a task's fault becomes a panic; and which task can go on after
 * a fault or a panic.
 *
 * The trap puts the registers on the task's stack and returns to fault_on_task, which runs as a
 * function of the task and panics. When the task has too little stack left, or when Rill's own
 * code faulted, the fault stays a fault.
 */
#include <string.h>
#include <port/image.h>
#include "defer.h"
#include "guards.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

/* A task in the midst of a switch is in queues, and a task that has overflowed its stack has no
 * stack to run on: these cannot. */
bool rill_unwind_can(const struct rill_task *t)
{
    return rill_is_task(t) && t->number && !rill_sched_parked(t) &&
           !rill_sched_attending() && !rill_report_under_way() &&
           !rill_stack_spoiled(t);
}

_Noreturn static void fault_on_task(struct rill_frame *f)
{
    struct rill_report r;

    rill_trap_report(&r, f);
    rill_panic_now(&r);
}

static bool between(uintptr_t a, const char *from, const char *to)
{
    return a >= (uintptr_t)from && a < (uintptr_t)to;
}

/* Did Rill's own code fault, or a function of libc that Rill called? Then something may be half
 * changed. A leaf of libc still has its caller in ra. (When Rill calls a program's function that
 * ends in a tail call of libc, ra points into Rill, too: then the fault stops the machine though
 * it need not. The opposite error would be worse.) */
static bool in_rill(const struct rill_frame *f)
{
    return between(f->x[0], __text_start, __rill_text_end) ||
           (between(f->x[0], __rill_text_end, __libc_text_end) &&
            between(f->x[1], __text_start, __rill_text_end));
}

bool rill_unwind_fault(struct rill_frame *f, const struct rill_task *t)
{
    uintptr_t at = (uintptr_t)t, sp = f->x[2];

    if (at < (uintptr_t)__heap_start || at % 16 || !rill_unwind_can(t) ||
        in_rill(f) || sp > at ||
        sp < rill_stack_end(t) + sizeof *f + RILL_STACK_MIN_BYTES)
        return false;
    if (rill_is_grown(t->stack_low) &&
        !rill_grown->reach(t->stack_low, sp - sizeof *f - RILL_STACK_MIN_BYTES))
        return false;
    sp = (sp - sizeof *f) & ~(uintptr_t)15;
    memcpy((void *)sp, f, sizeof *f);
    f->x[0] = (uintptr_t)fault_on_task;
    f->x[2] = sp;
    f->x[10] = sp; /* a0 */
    return true;
}
