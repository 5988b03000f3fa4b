/* kernel/panic.c -- from what broke to the machine's end.
 *
 *     rill_panic    rill_panic_stack    rill_trap_exception
 *         |         rill_panic_deadlock    |
 *     rill_panic_now: deferred calls       |  may end in rill_try, or
 *         |            (kernel/defer.c)    |  with the task alone
 *         +--------------+-----------------+
 *                rill_report_stop: hooks, rill_report, rill_stop
 *
 * Everything here may run when anything is broken: no lock, no memory, no libc.
 */
#include <port/board.h>
#include <port/image.h>
#include "extras.h"
#include "panic.h"
#include "task.h"
#include "trap.h"

static struct rill_report *reporting; /* what is being said */
static bool telling;                  /* the hooks */

_Noreturn void rill_stop(int status)
{
    struct rill_report r;

    rill_irq_off();
    rill_board.console.ops->drain(&rill_board.console);
    rill_board.power.ops->off(&rill_board.power, status);
    r.kind = REPORT_NO_END;
    r.status = status;
    rill_report(&r, NULL);
    for (;;)
        rill_hart_wait();
}

/* To write the lines may fault: so inside a trap they come last. */
static void say(struct rill_report *r)
{
    if (r->kind == REPORT_NESTED) {
        rill_report(r, NULL);
        rill_image_flush();
        return;
    }
    rill_image_flush();
    if (rill_task_extras.tell_panic) {
        telling = true;
        rill_task_extras.tell_panic(r);
        telling = false;
    }
    rill_report(r, NULL);
}

void rill_report_say(struct rill_report *r)
{
    if (telling) {
        telling = false;
        reporting->broke = r;
        reporting->ends_task = false;
        rill_report(reporting, NULL);
        rill_stop(reporting->status);
    }
    if (reporting && r->kind != REPORT_NESTED) {
        if (reporting->kind != REPORT_AGAIN) {
            reporting->kind = REPORT_AGAIN;
            rill_report(reporting, NULL);
        }
        rill_stop(r->status);
    }
    reporting = r;
    say(r);
}

void rill_report_said(void)
{
    reporting = NULL;
}

bool rill_report_under_way(void)
{
    return reporting;
}

_Noreturn void rill_report_stop(struct rill_report *r)
{
    rill_irq_off();
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

/* A panic inside a trap is the hart's, not the task's that it came upon. */
static inline struct rill_report about(enum rill_report_kind kind, uintptr_t pc)
{
    return (struct rill_report){
        .kind = kind,
        .status = STATUS_PANIC,
        .task = rill_hart_self() ? rill_task_self() : NULL,
        .pc = pc,
        .sp = rill_stack_pointer(),
    };
}

_Noreturn void(rill_panic)(const char *fmt, ...)
{
    struct rill_report r =
        about(REPORT_PANIC, (uintptr_t)__builtin_return_address(0));

    r.what = (uintptr_t)fmt;
    va_start(r.args, fmt);
    rill_panic_now(&r);
}

_Noreturn void rill_wrong(const char *sentence)
{
    struct rill_report r =
        about(REPORT_WRONG, (uintptr_t)__builtin_return_address(0));

    r.what = (uintptr_t)sentence;
    rill_report_stop(&r);
}

/* The report itself may stand on the last bytes of the stack that it is about. So
 * whether something was written below the bottom is asked before, once. */
_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp)
{
    struct rill_report r;
    bool whole = *(uintptr_t *)t->stack_low == RILL_STACK_CANARY;

    r = about(REPORT_STACK, (uintptr_t)__builtin_return_address(0));
    r.task = t;
    r.sp = sp;
    r.nearly_full = sp > t->stack_low && whole;
    rill_report_stop(&r);
}

_Noreturn void rill_panic_deadlock(void)
{
    struct rill_report r = about(REPORT_DEADLOCK, 0);

    rill_report_stop(&r);
}
