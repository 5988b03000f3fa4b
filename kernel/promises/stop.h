/* kernel/promises/stop.h -- the ends of the machine that lower rooms find: a full stack, and a wait
 * that no waker can end. */
#ifndef KERNEL_STOP_H
#define KERNEL_STOP_H

#include <stdbool.h>
#include <stdint.h>

struct rill_task;

/* Prints the report that the stack of t is full, or was. In kernel/fault/panic.c. */
_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp);

/* As rill_panic, for a call; `caller` is where the call returns to. The sentence is a RILL_SENTENCE.
 * In kernel/fault/panic.c. */
_Noreturn void rill_panic_from(uintptr_t caller, const char *fmt, ...);

/* Prints the report that all tasks wait and no waker can come. In kernel/fault/panic.c. */
_Noreturn void rill_panic_deadlock(void);

/* An idle hart calls this when the sched room sees a deadlock. It returns if there is none. A place
 * (port/image.h): rill_panic_deadlock, or in a program that polls rill_poll_deadlock of
 * kernel/sync/poll.c, which asks the polls once more. */
void rill_deadlock(void);
void rill_poll_deadlock(void);

/* Does a task wait in a poll? A place in images for many harts. In kernel/sync/poll.c. */
bool rill_polls_await(void);
bool rill_poll_awaited(void);

#endif
