/* kernel/trap.c -- what a trap means. boot/trap.S comes in here.
 *
 * An interrupt leaves word in the hart's inbox and returns to the same task. An
 * exception is either one that rill_catch_fault waits for, or the end: one block
 * of text and a status that is not 0.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "panic.h"
#include "print.h"
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

/* Privileged spec 1.12, table 3.6. The status is what a shell shows for the
 * signal that a hosted system would have sent. */
static const struct cause {
    const char *words;
    unsigned char status;
    bool has_address;
} causes[] = {
    [0] = {"misaligned jump", SIGBUS_STATUS, true},
    [1] = {"instruction access fault", SIGSEGV_STATUS, true},
    [2] = {"illegal instruction", SIGILL_STATUS, false},
    [3] = {"breakpoint", SIGTRAP_STATUS, true},
    [4] = {"misaligned load", SIGBUS_STATUS, true},
    [5] = {"load access fault", SIGSEGV_STATUS, true},
    [6] = {"misaligned store or atomic", SIGBUS_STATUS, true},
    [7] = {"store access fault", SIGSEGV_STATUS, true},
    [8] = {"environment call from U-mode", SIGILL_STATUS, false},
    [9] = {"environment call from S-mode", SIGILL_STATUS, false},
    [10] = {"reserved cause", SIGILL_STATUS, false},
    [11] = {"environment call from M-mode", SIGILL_STATUS, false},
    [12] = {"instruction page fault", SIGSEGV_STATUS, true},
    [13] = {"load page fault", SIGSEGV_STATUS, true},
    [14] = {"reserved cause", SIGILL_STATUS, false},
    [15] = {"store page fault", SIGSEGV_STATUS, true},
};

/* The timer's does not come here: boot/trap.S. */
void rill_trap_interrupt(uintptr_t cause, struct rill_hart *h)
{
    (void)cause;
    h->spurious++;
}

static const struct cause *cause_of(uintptr_t code)
{
    static const struct cause unknown = {"unknown cause", SIGILL_STATUS, false};

    return code < sizeof(causes) / sizeof(causes[0]) ? &causes[code] : &unknown;
}

static void print_registers(const struct rill_frame *f)
{
    static const char names[32][4] = {
        "pc", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
        "a1", "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
        "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

    for (int i = 1; i < 32; i++)
        rill_print("%s%s 0x%lx%s", i % 4 == 1 ? "  " : " ", names[i],
                   (unsigned long)f->x[i], i % 4 == 0 || i == 31 ? "\n" : " ");
    rill_print("  status 0x%lx\n", (unsigned long)f->status);
}

static void print_fault(const char *kind, const struct rill_frame *f)
{
    const struct cause *c = cause_of(f->cause);

    rill_print("rill: %s: %s", kind, c->words);
    if (c->has_address)
        rill_print(" at address 0x%lx", (unsigned long)f->addr);
    else if (f->cause == 2)
        rill_print(" 0x%lx", (unsigned long)f->addr);
    rill_print(" (cause %lu)\n", (unsigned long)f->cause);
}

/* rill_catch_fault waits for it: come back out of rill_catch_call with 1. The
 * registers it will restore are on the task's stack. */
static void land(struct rill_catch *c, struct rill_frame *f,
                 struct rill_hart *h)
{
    c->fault = (struct rill_fault){f->cause, f->x[0], f->addr};
    f->x[0] = (uintptr_t)rill_catch_land;
    f->x[2] = c->sp;
    h->catch = c->outer;
}

void rill_trap_exception(struct rill_frame *f, struct rill_hart *h)
{
    int status = cause_of(f->cause)->status;
    const struct rill_task *t =
        (const struct rill_task *)(f->x[4] - RILL_TASK_BYTES);

    if (h->catch && h->catch->task == t) {
        land(h->catch, f, h);
        return;
    }
    rill_report_begin(status);
    print_fault("fault", f);
    rill_report_task(t, f->x[0], f->x[2]);
    print_registers(f);
    rill_report_calls(t, f->x[0], f->x[1], f->x[2]);
    rill_report_end(status);
}

/* A fault inside a trap: of a handler, or of the report of another fault. There
 * is no task to blame. */
_Noreturn void rill_trap_nested(struct rill_frame *f, struct rill_hart *h)
{
    int status = cause_of(f->cause)->status;

    (void)h; /* the report first: to write the lines may fault once more */
    print_fault("fault inside a trap handler", f);
    rill_print("  pc      0x%lx  on hart %lu\n", (unsigned long)f->x[0],
               (unsigned long)rill_hart_id());
    print_registers(f);
    rill_image_flush();
    rill_report_end(status);
}

_Noreturn void rill_trap_hopeless(void)
{
    rill_board.power.ops->off(&rill_board.power, STATUS_PANIC);
    for (;;)
        rill_hart_wait();
}

int rill_catch_fault(void (*fn)(void *), void *arg, struct rill_fault *fault)
{
    struct rill_hart *h = rill_sched_enter("rill_catch_fault");
    struct rill_catch c = {.outer = h->catch, .task = rill_task_self()};
    uintptr_t interrupts = rill_irq_off();
    int faulted;

    rill_irq_restore(interrupts);
    h->catch = &c;
    rill_sched_leave();
    faulted = rill_catch_call(fn, arg, &c.sp);
    h->catch = c.outer;
    rill_irq_restore(interrupts); /* fn may have faulted with them off */
    if (faulted && fault)
        *fault = c.fault;
    return faulted;
}
