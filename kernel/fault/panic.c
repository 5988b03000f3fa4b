/* kernel/fault/panic.c -- from what broke to the machine's end.
 *
 *     rill_panic    rill_panic_stack    rill_trap_exception
 *         |         rill_panic_deadlock    |
 *     rill_panic_now: deferred calls       |  may end in rill_try, or
 *         |            (kernel/scope/defer.c)    |  with the task alone
 *         +--------------+-----------------+
 *                rill_report_stop: rill_report, hooks, rill_stop
 *
 * All of this may run when anything is broken. So it allocates nothing, calls no libc, and
 * takes no lock but the console's, past which a report may go (kernel/promises/console.h).
 */
#include <rill/bind.h>
#include <port/board.h>
#include <port/image.h>
#include "console.h"
#include "extras.h"
#include "guards.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

static unsigned under_way[RILL_HARTS]; /* a hart's reports, nested */

void rill_power_off(int status)
{
    for (const struct rill_power *p = rill_board.powers; p->ops; p++)
        if (!p->absent)
            p->ops->off(p, status);
}

_Noreturn void rill_default_stop(int status)
{
    struct rill_report r;

    rill_irq_off();
    rill_stop_others();
    rill_console_write("", 0); /* empties the console's ring first */
    rill_board.console->ops->drain(rill_board.console);
    rill_power_off(status);
    r.kind = REPORT_NO_END;
    r.status = status;
    rill_report(&r, NULL);
    for (;;)
        rill_hart_wait();
}

RILL_DEFAULT(function, rill_stop, rill_default_stop);
RILL_OFFER(function, rill_default_stop);

void rill_report_say(struct rill_report *r)
{
    unsigned others = under_way[rill_hart_index()]++;

    rill_console_take();
    if (others && rill_task_extras.tell_panic)
        rill_task_extras.tell_panic(r, false);
    if (others)
        r->kind = REPORT_AGAIN;
    if (others < 2)
        rill_report(r, NULL);
    if (others)
        return;
    r->said = true;
    if (rill_task_extras.tell_panic)
        rill_task_extras.tell_panic(r, true);
    rill_report(r, NULL);
}

void rill_report_said(void)
{
    under_way[rill_hart_index()] = 0;
    rill_console_drop_mine();
}

bool rill_report_under_way(void)
{
    return under_way[rill_hart_index()];
}

_Noreturn void rill_report_stop(struct rill_report *r)
{
    rill_irq_off();
    rill_stop_others();
    if (!under_way[rill_hart_index()])
        rill_image_flush();
    rill_report_say(r);
    rill_stop(r->status);
}

void rill_report_info(const struct rill_report *r, struct rill_panic_info *info)
{
    info->task = r->task;
    info->pc = r->pc;
    info->is_fault = r->frame;
    if (r->frame)
        info->fault = (struct rill_fault){r->what, r->pc, r->frame->addr};
    rill_report(r, info);
}

_Noreturn void rill_panic_now(struct rill_report *r)
{
    if (r->task && rill_task_extras.unwind)
        rill_task_extras.unwind->panic(r);
    rill_report_stop(r);
}

/* A panic inside a trap belongs to the hart, not to the task that the trap interrupted. The
 * fields are set one by one, because for an initialiser gcc would call memset. */
void rill_report_begin(struct rill_report *r, enum rill_report_kind kind,
                       uintptr_t pc, uintptr_t what)
{
    r->kind = kind;
    r->status = STATUS_PANIC;
    r->task = rill_hart_self() ? rill_task_self() : NULL;
    r->pc = pc;
    r->sp = rill_stack_pointer();
    r->what = what;
    r->frame = NULL;
    r->older = r->broke = NULL;
    r->recovered = r->ends_task = r->aside = r->said = false;
    r->nearly_full = r->jumped = false;
}

/* The caller's return address, and the caller's sp there. */
#define CALLER    ((uintptr_t)__builtin_return_address(0))
#define CALLER_SP ((uintptr_t)__builtin_dwarf_cfa())

_Noreturn void(rill_panic)(const char *fmt, ...)
{
    struct rill_report r;

    rill_report_begin(&r, REPORT_PANIC, CALLER, (uintptr_t)fmt);
    r.sp = CALLER_SP;
    va_start(r.args, fmt);
    rill_panic_now(&r);
}

_Noreturn void rill_panic_from(uintptr_t caller, const char *fmt, ...)
{
    struct rill_report r;

    rill_report_begin(&r, REPORT_PANIC, caller, (uintptr_t)fmt);
    r.sp = CALLER_SP;
    va_start(r.args, fmt);
    rill_panic_now(&r);
}

_Noreturn void rill_wrong(const char *sentence)
{
    struct rill_report r;

    rill_report_begin(&r, REPORT_WRONG, CALLER, (uintptr_t)sentence);
    r.sp = CALLER_SP;
    rill_report_stop(&r);
}

/* The report may itself use the last bytes of the stack that it describes, and overflow it.
 * So we ask once, before the report, whether something was written below the bottom. */
_Noreturn void rill_panic_stack_at(const struct rill_task *t, uintptr_t sp,
                                   bool jumped, uintptr_t pc)
{
    struct rill_report r;
    bool whole = !rill_stack_spoiled(t);

    rill_report_begin(&r, REPORT_STACK, pc, 0);
    r.task = t;
    r.sp = sp;
    r.jumped = jumped;
    r.nearly_full = sp > rill_stack_end(t) && whole && !jumped;
    rill_report_stop(&r);
}

_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp)
{
    rill_panic_stack_at(t, sp, false, CALLER);
}

void rill_stack_left(void)
{
    uintptr_t sp = rill_stack_pointer();

    if (!rill_stack_is_programs(rill_task_self(), sp))
        rill_panic_stack_at(rill_task_self(), sp, false, CALLER);
}

/* For a task that does not run, the report takes the sp of the task's last switch. */
void rill_stacks_look(void)
{
    const struct rill_task *self = rill_task_self(), *t;
    bool jumped;

    if (rill_here())
        rill_stack_look();
    t = rill_stack_overflowed(&jumped);
    if (t)
        rill_panic_stack_at(t, t == self ? rill_stack_pointer() : t->sp, jumped,
                            CALLER);
}

/* Stands for rill_deadlock, which an idle hart calls when all tasks wait and no alarm is set.
 * A program with polls has rill_poll_deadlock instead: there a task may wait for a trap
 * (kernel/sync/poll.c). */
RILL_NO_PART(deadlock) _Noreturn void rill_panic_deadlock(void)
{
    struct rill_report r;

    rill_report_begin(&r, REPORT_DEADLOCK, 0, 0);
    rill_report_stop(&r);
}
