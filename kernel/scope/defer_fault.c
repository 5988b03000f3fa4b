/* kernel/scope/defer_fault.c -- a fault of a task that becomes a panic; and which task
 * can go on after either.
 *
 * The trap makes it one: it puts the registers on the task's stack and returns to
 * fault_on_task, which is a function of the task like any other. Not so where the task has
 * no stack left for it, or where the fault is Rill's own.
 */
#include <string.h>
#include <port/image.h>
#include "defer.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

/* A task in the midst of a switch is in queues; one that has overflowed its stack
 * has nothing to stand on. */
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

/* Of Rill's own code, or of what that has called in libc: something may be half
 * changed. A leaf of libc has its caller in ra still. (A program's function that
 * Rill calls, and that ends in a tail call of libc, looks like the second: it
 * stops the machine where it need not, and the other error would be worse.) */
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
        sp < t->stack_low + sizeof *f + RILL_STACK_MIN_BYTES)
        return false;
    sp = (sp - sizeof *f) & ~(uintptr_t)15;
    memcpy((void *)sp, f, sizeof *f);
    f->x[0] = (uintptr_t)fault_on_task;
    f->x[2] = sp;
    f->x[10] = sp; /* a0 */
    return true;
}
