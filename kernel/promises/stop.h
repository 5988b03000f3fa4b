/* kernel/promises/stop.h -- the ends of the machine that lower rooms find: a stack that is full,
 * and a wait for what nobody will bring. */
#ifndef KERNEL_STOP_H
#define KERNEL_STOP_H

#include <stdbool.h>
#include <stdint.h>

struct rill_task;

/* The stack of t is full, or was: the report. In kernel/fault/panic.c. */
_Noreturn void rill_panic_stack(const struct rill_task *t, uintptr_t sp);

/* All tasks wait, and nothing will wake one: the report. In kernel/fault/panic.c. */
_Noreturn void rill_panic_deadlock(void);

/* By a hart that is idle, as the sched room asks. Returns when it is no deadlock. A place
 * (port/image.h): rill_panic_deadlock, or in a program that polls rill_poll_deadlock, in
 * kernel/sync/poll.c, which first asks the polls once more. */
void rill_deadlock(void);
void rill_poll_deadlock(void);

/* Does a task wait in a poll? A place of images for many harts. In kernel/sync/poll.c. */
bool rill_polls_await(void);
bool rill_poll_awaited(void);

#endif
