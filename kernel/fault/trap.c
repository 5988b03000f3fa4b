/* kernel/fault/trap.c -- what a trap means. boot/trap.S calls this file.
 *
 * An interrupt leaves a notice in the hart's inbox and returns to the interrupted task. An
 * exception goes to the rill_catch_fault or the rill_try that waits for it, or ends the task
 * alone. Else it stops the machine, with one block of text and a status that is not 0.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include <port/switch.h>
#include "console.h"
#include "extras.h"
#include "guards.h"
#include "paging.h"
#include "panic.h"
#include "task.h"
#include "timer.h"
#include "trap.h"

#define CAUSE_INTERRUPT (~(~(uintptr_t)0 >> 1)) /* the top bit */

#define SIGILL_STATUS  132
#define SIGTRAP_STATUS 133
#define SIGBUS_STATUS  135
#define SIGSEGV_STATUS 139

_Static_assert(offsetof(struct rill_frame, status) == FRAME_STATUS, "frame.h");
_Static_assert(offsetof(struct rill_frame, cause) == FRAME_CAUSE, "frame.h");
_Static_assert(offsetof(struct rill_frame, addr) == FRAME_TVAL, "frame.h");
_Static_assert(sizeof(struct rill_frame) == FRAME_BYTES, "frame.h");
_Static_assert(FRAME_BYTES % 16 == 0, "stacks are 16-byte aligned");
_Static_assert(offsetof(struct rill_hart, trap_sp) == HART_TRAP_SP, "frame.h");
_Static_assert(offsetof(struct rill_hart, fault_sp) == HART_FAULT_SP,
               "frame.h");
_Static_assert(offsetof(struct rill_hart, task_sp) == HART_TASK_SP, "frame.h");
_Static_assert(offsetof(struct rill_hart, catch) == HART_CATCH, "frame.h");
_Static_assert(offsetof(struct rill_hart, timer_due) == HART_TIMER_DUE,
               "frame.h");
_Static_assert(offsetof(struct rill_hart, id) == HART_ID, "frame.h");
_Static_assert(offsetof(struct rill_hart, idle) == HART_IDLE, "frame.h");
_Static_assert(offsetof(struct rill_hart, handler_tp) == HART_HANDLER_TP,
               "frame.h");
_Static_assert(offsetof(struct rill_hart, task_tp) == HART_TASK_TP, "frame.h");
_Static_assert(sizeof(struct rill_trap_cell) == TRAP_CELL_BYTES, "frame.h");

/* The status that a shell shows for the signal that a hosted system would have sent for this
 * cause. Privileged spec 1.12, table 3.6. */
static int status_of(uintptr_t cause)
{
    static const unsigned char statuses[] = {
        SIGBUS_STATUS,  SIGSEGV_STATUS, SIGILL_STATUS, SIGTRAP_STATUS,
        SIGBUS_STATUS,  SIGSEGV_STATUS, SIGBUS_STATUS, SIGSEGV_STATUS,
        SIGILL_STATUS,  SIGILL_STATUS,  SIGILL_STATUS, SIGILL_STATUS,
        SIGSEGV_STATUS, SIGSEGV_STATUS, SIGILL_STATUS, SIGSEGV_STATUS};

    return cause < sizeof(statuses) ? statuses[cause] : SIGILL_STATUS;
}

void rill_trap_pending(uintptr_t cause, struct rill_hart *h)
{
    /* On one hart, boot/one/harts.h has served the timer already. */
    if (RILL_MANY ? rill_hart_took(cause, h) : cause == XCAUSE_TIMER)
        return;
    if (cause == XCAUSE_EXT)
        rill_irqs_came(cause, h);
    else
        h->spurious++;
}

/* On one hart, a timer interrupt comes here only when the stack must be looked at
 * (boot/one/harts.h), and a device's only when the hart has no vectored mode. */
void rill_trap_interrupt(uintptr_t cause, struct rill_hart *h)
{
    rill_trap_pending(cause & ~CAUSE_INTERRUPT, h);
    rill_trap_look(h);
}

/* Does sp lie below the task's stack, on no stack of the program's, and not because a switch
 * moves it just now? When the caller gave the task's memory, we do not know what lies below. */
static bool is_below(const struct rill_task *t, uintptr_t sp, uintptr_t pc)
{
    return sp < t->stack_low && (uintptr_t)t >= rill_heap_floor &&
           !rill_stack_is_programs(t, sp) && !rill_switch_is_at(pc);
}

/* tp may hold anything. A fault on reading there is a fault inside a trap, which is reported. */
void rill_trap_look(const struct rill_hart *h)
{
    const struct rill_frame *f = (const struct rill_frame *)h->trap_sp;
    const struct rill_task *t =
        (const struct rill_task *)(f->x[4] - RILL_TASK_BYTES);
    uintptr_t pc = rill_trap_pc();

    if (t != h->idle && (rill_stack_spoiled(t) || is_below(t, h->task_sp, pc)))
        rill_panic_stack_at(t, h->task_sp, false, pc);
}

/* rill_catch_fault waits for this fault: the trap returns to rill_catch_land, which comes out
 * of rill_catch_call with 1 and restores the registers from the task's stack. */
static void land(struct rill_catch *c, struct rill_frame *f,
                 struct rill_hart *h)
{
    c->fault = (struct rill_fault){f->cause, f->x[0], f->addr};
    f->x[0] = c->land;
    f->x[2] = c->sp;
    h->catch = c->outer;
}

void rill_trap_report(struct rill_report *r, struct rill_frame *f)
{
    rill_fault_complete(f);
    rill_report_begin(r, REPORT_FAULT, f->x[0], f->cause);
    r->status = status_of(f->cause);
    r->task = (const struct rill_task *)(f->x[4] - RILL_TASK_BYTES);
    r->sp = f->x[2];
    r->frame = f;
}

#define NO_TLS                                                                \
    "errno or another _Thread_local variable was used in a trap handler, or " \
    "a hook of panics, which has none; use a plain variable, or let the "     \
    "handler set an event and a task do it"

/* Did a handler touch the guard that lies where it took its thread-local variables to be?
 * Then the report says so. */
static bool is_handlers(struct rill_report *r, const struct rill_hart *h)
{
    if (r->frame->x[4] != h->handler_tp ||
        r->frame->addr - h->handler_tp >= RILL_LINKER_NUMBER(__tls_size))
        return false;
    r->kind = REPORT_HANDLER;
    r->what = (uintptr_t)RILL_SENTENCE(NO_TLS);
    r->status = STATUS_PANIC;
    r->task = NULL;
    return true;
}

/* Has the task's stack run into its guard? With sp above the guard it is another error. */
static bool ran_over(const struct rill_frame *f, const struct rill_task *t)
{
    return RILL_GUARDS && rill_is_task(t) &&
           rill_guard_has(t->pmp[0], f->addr) && f->x[2] < rill_stack_end(t);
}

void rill_trap_exception(struct rill_frame *f, struct rill_hart *h)
{
    struct rill_report r;

    if (RILL_PAGED && rill_paging_allows(f->cause, f->addr))
        return;
    rill_trap_report(&r, f);
    if (ran_over(f, r.task))
        rill_panic_stack_at(r.task, f->x[2], false, f->x[0]);
    if (h->catch && h->catch->task == r.task && !rill_stack_spoiled(r.task)) {
        land(h->catch, f, h);
        return;
    }
    if (!is_handlers(&r, h) && rill_task_extras.unwind &&
        rill_task_extras.unwind->fault(f, r.task))
        return;
    rill_report_stop(&r);
}

bool rill_handler_left(struct rill_hart *h)
{
    uintptr_t *at = (uintptr_t *)h->handler_tp, *end;
    bool some = false;

    end = at + (RILL_LINKER_NUMBER(__tls_size) + sizeof *at - 1) / sizeof *at;
    for (; at < end; at++) {
        some |= *at;
        *at = 0;
    }
    return some;
}

void rill_handler_look(void)
{
    if (rill_handler_left(rill_trap_hart()))
        rill_panic(NO_TLS);
}

/* In a trap tp points to the hart or to handler_tp, and code reads the record just below it
 * (port/hart.h). The record below the hart is in .bss, so its other fields are 0 already. */
void rill_trap_init(struct rill_hart *h)
{
    struct rill_trap_cell *cell = (struct rill_trap_cell *)h->handler_tp - 1;

    ((struct rill_trap_cell *)h)[-1].hart = h;
    ((struct rill_trap_cell *)h)[-1].hurdle = RILL_HURDLE;
    cell->hart = h;
    cell->no_task = 0;
    cell->hurdle = RILL_HURDLE;
    if (!RILL_GUARDED)
        (void)rill_handler_left(h);
}

static _Noreturn void panic_at(uintptr_t at, const char *sentence, ...)
{
    struct rill_report r;

    rill_report_begin(&r, REPORT_PANIC, at, (uintptr_t)sentence);
    va_start(r.args, sentence);
    rill_panic_now(&r);
}

__attribute__((used)) static _Noreturn void say_not_in_trap(const char *call,
                                                            uintptr_t at)
{
    panic_at(at,
             RILL_SENTENCE("%s was called from a trap handler; only tasks may: "
                           "let the handler set an event and a task do it, or "
                           "write by rill_console_write"),
             call);
}

/* Goes on at fault_sp, as a fault in a trap does, because libc may have nearly filled this
 * stack. Also for a hook that the idle loop runs: there mscratch holds the hart. */
_Noreturn void rill_image_not_in_trap(const char *call, uintptr_t at)
{
    const struct rill_hart *h = rill_hart_self();

    if (!h)
        h = rill_trap_hart();
    __asm__ volatile("mv sp, %0\n\tmv a0, %1\n\tmv a1, %2\n\ttail %3"
                     :
                     : "r"(h->fault_sp), "r"(call), "r"(at),
                       "i"(say_not_in_trap)
                     : "a0", "a1", "memory");
    __builtin_unreachable();
}

/* A fault inside a trap: in a handler, in a hook, or in the report of another fault. No task
 * is to blame. The tasks' unfinished lines come last, because to send them may fault again. */
_Noreturn void rill_trap_nested(struct rill_frame *f, struct rill_hart *h)
{
    struct rill_report r;

    rill_stop_others();
    rill_trap_report(&r, f);
    r.kind = REPORT_NESTED;
    r.task = NULL;
    (void)is_handlers(&r, h);
    if (rill_task_extras.tell_panic)
        rill_task_extras.tell_panic(&r, false);
    rill_report(&r, NULL);
    r.said = true;
    rill_report(&r, NULL);
    rill_image_flush();
    rill_stop(r.status);
}

/* A fault in here enters this function again (boot/trap.S), which then does not try to switch
 * the power off again. */
_Noreturn void rill_trap_hopeless(void)
{
    static bool tried;

    rill_stop_others();
    if (!tried) {
        tried = true;
        rill_power_off(STATUS_PANIC);
    }
    for (;;)
        rill_hart_wait();
}

int rill_catch_fault(void (*fn)(void *), void *arg, struct rill_fault *fault)
{
    struct rill_hart *h = rill_sched_enter("rill_catch_fault");
    struct rill_catch c; /* land() writes its fault */
    uintptr_t interrupts = rill_irq_off();
    int faulted;

    rill_irq_restore(interrupts);
    c.land = (uintptr_t)rill_catch_land;
    c.outer = h->catch;
    c.task = rill_task_self();
    h->catch = &c;
    rill_sched_leave();
    faulted = rill_catch_call(fn, arg, &c.sp);
    h->catch = c.outer;
    if (faulted)
        rill_console_drop_mine();
    rill_irq_restore(interrupts); /* fn may have faulted with them off */
    if (faulted && fault)
        *fault = c.fault;
    return faulted;
}
