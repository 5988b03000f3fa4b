/* kernel/fault/panic.h -- what a report is about, and how it is said. */
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
    REPORT_STACK,    /* it is full, or was too full */
    REPORT_DEADLOCK, /* all wait */
    REPORT_FAULT,    /* of a task, or of the idle loop */
    REPORT_NESTED,   /* a fault inside a trap handler */
    REPORT_HANDLER,  /* the handler used what only tasks have */
    REPORT_AGAIN,    /* while another report was said */
    REPORT_NO_END,   /* the board's power does not go off */
};

struct rill_report {
    enum rill_report_kind kind;
    int status;
    const struct rill_task *task; /* NULL: in a trap handler */
    uintptr_t pc, sp;
    uintptr_t what;                  /* the sentence's address, or the cause */
    va_list args;                    /* of a panic's sentence */
    const struct rill_frame *frame;  /* of a fault */
    const struct rill_report *older; /* a panic that this one came upon */
    const struct rill_report *broke; /* in a hook that was told of this one */
    bool recovered, ends_task, said;
    bool aside; /* what runs now is not run by it: rill_recover finds nothing */
    bool nearly_full; /* the stack, and nothing was written below it yet */
    bool jumped;      /* its canary is whole, and what lies below is in ruins */
};

/* Say it, by the long form or by the short one: linker/full and linker/short
 * decide which of the two this name stands for. May be called when anything is
 * broken. Once it was said: how it ends, and what of the hooks broke. With info: only fill
 * in its text. */
void rill_report(const struct rill_report *r, struct rill_panic_info *info);
void rill_report_full(const struct rill_report *r, struct rill_panic_info *);
void rill_report_short(const struct rill_report *r, struct rill_panic_info *);

/* ---- returns.c ---- */

/* Is it in the image's text, behind a call? */
bool rill_is_return(uintptr_t a);

/* Of the innermost such words of [at, end) the one that is there most often: how often.
 * 0: there is none. */
unsigned long rill_return_most(const uintptr_t *at, const uintptr_t *end,
                               uintptr_t *which);

/* Fill it in as of here: the caller's task, or none inside a trap. */
void rill_report_begin(struct rill_report *r, enum rill_report_kind kind,
                       uintptr_t pc, uintptr_t what);

/* The report said, hooks told, its end said: what a hook does, or that one never returns,
 * takes nothing of the report away. Interrupts are off. The
 * second of two, one within the other, says only that; the third nothing: a fault
 * in a report must not report itself for ever. */
void rill_report_say(struct rill_report *r);
void rill_report_said(void); /* and it goes on */
bool rill_report_under_way(void);

/* Unfinished lines out, the same, and stop. */
_Noreturn void rill_report_stop(struct rill_report *r);

/* A panic of any kind, its report filled in: deferred calls, and what follows. */
_Noreturn void rill_panic_now(struct rill_report *r);

void rill_report_info(const struct rill_report *r,
                      struct rill_panic_info *info);

/* rill_panic_stack of a task that was at pc. In a trap it may be none, for tp was anything. */
_Noreturn void rill_panic_stack_at(const struct rill_task *t, uintptr_t sp,
                                   bool jumped, uintptr_t pc);

#endif
