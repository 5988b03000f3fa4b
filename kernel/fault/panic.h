/* kernel/fault/panic.h -- what a report is about, and the steps that print it.
 * Callers: anywhere, any hart, whatever is broken. No function here allocates. */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include <stdarg.h>
#include <rill/panic.h>
#include "stop.h"

struct rill_frame;

#define STATUS_PANIC 134 /* 128 + SIGABRT, what a shell shows for abort() */

/* End the machine by the first way of the board that works; returns if none does. */
void rill_power_off(int status);

enum rill_report_kind {
    REPORT_PANIC,    /* rill_panic */
    REPORT_WRONG,    /* rill_assert */
    REPORT_STACK,    /* a stack is nearly full, or overflowed */
    REPORT_DEADLOCK, /* all tasks wait */
    REPORT_FAULT,    /* a fault in a task or in the idle loop */
    REPORT_NESTED,   /* a fault inside a trap handler */
    REPORT_HANDLER,  /* a handler used what only tasks have */
    REPORT_AGAIN,    /* a report broke while it was printed */
    REPORT_NO_END,   /* the board cannot switch its power off */
};

struct rill_report {
    enum rill_report_kind kind;
    int status;
    const struct rill_task *task; /* NULL: in a trap handler */
    uintptr_t pc, sp;
    uintptr_t what;                  /* the sentence's address, or the cause */
    va_list args;                    /* of a panic's sentence */
    const struct rill_frame *frame;  /* of a fault, else NULL */
    const struct rill_report *older; /* the panic during which this one came */
    const struct rill_report *broke; /* a hook's own, while told of this one */
    bool recovered, ends_task, said;
    bool aside; /* the code that runs now was not called for this panic, so
                 * rill_recover finds no panic */
    bool nearly_full; /* the stack; nothing was written below it yet */
    bool jumped; /* the canary is whole, but the memory below is in ruins */
};

/* Print the report. linker/full or linker/short decides whether this name stands for the long
 * form or the short one. When r->said is set, it prints the end: which hook broke, and what
 * stops. With info it prints nothing and only fills in info->text. */
void rill_report(const struct rill_report *r, struct rill_panic_info *info);
void rill_report_full(const struct rill_report *r, struct rill_panic_info *);
void rill_report_short(const struct rill_report *r, struct rill_panic_info *);

/* ---- returns.c ---- */

/* Does the address lie in the image's text, right behind a call instruction? */
bool rill_is_return(uintptr_t a);

/* Looks at the innermost return addresses in [at, end), and finds the one that the range
 * holds most often.   returns  how often; 0: the range holds no return address. */
unsigned long rill_return_most(const uintptr_t *at, const uintptr_t *end,
                               uintptr_t *which);

/* Fill in a report about the calling task, or about no task inside a trap. */
void rill_report_begin(struct rill_report *r, enum rill_report_kind kind,
                       uintptr_t pc, uintptr_t what);

/* Print the report, call the hooks, print the report's end. A hook comes after the report, so
 * nothing that it does takes the report away, not even when it never returns. Called with
 * interrupts off. A report within a report prints only that it broke again, and a third one
 * nothing: a fault in a report must not report itself for ever. */
void rill_report_say(struct rill_report *r);
void rill_report_said(void); /* the caller does not stop after the report */
bool rill_report_under_way(void); /* on this hart */

/* Send the tasks' unfinished lines, do as rill_report_say, and stop the machine. */
_Noreturn void rill_report_stop(struct rill_report *r);

/* Panic, with a report that is filled in: run the deferred calls, then stop. A deferred call
 * may recover: then the task goes on there. */
_Noreturn void rill_panic_now(struct rill_report *r);

void rill_report_info(const struct rill_report *r,
                      struct rill_panic_info *info);

/* As rill_panic_stack (kernel/promises/stop.h), for a task that was at pc. In a trap t may be
 * no task, because tp may have held anything. */
_Noreturn void rill_panic_stack_at(const struct rill_task *t, uintptr_t sp,
                                   bool jumped, uintptr_t pc);

#endif
