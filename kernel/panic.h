/* kernel/panic.h -- the reports. */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include <stdint.h>

struct rill_task;

#define STATUS_PANIC 134 /* 128 + SIGABRT, what a shell shows for abort() */

/* Begin a report: interrupts off, unfinished lines out. A second one, while the
 * first is under way, ends the machine instead: a fault in a report must not
 * report itself for ever. */
void rill_report_begin(int status);

/* "pc ... in task ..." and the stack's line; then the return addresses found on
 * the stack from sp on; then stop. */
void rill_report_task(const struct rill_task *t, uintptr_t pc, uintptr_t sp);
void rill_report_calls(const struct rill_task *t, uintptr_t pc, uintptr_t ra,
                       uintptr_t sp);
_Noreturn void rill_report_end(int status);

_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp);
_Noreturn void rill_panic_deadlock(void);

#endif
