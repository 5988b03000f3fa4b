/* kernel/timer.h -- waking tasks at a time. */
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct rill_hart;
struct rill_task;

/* A node of a pairing heap, on the stack of the task that waits. */
struct rill_timer {
    struct rill_timer *child, *sibling;
    struct rill_timer **link; /* what points here; NULL: not running */
    struct rill_task *task;
    uint64_t when_ticks;
    uint32_t order; /* among equal times: which was started first */
};

/* The device is silenced: its comparator holds anything after a reset, and with 0
 * in it would interrupt at once. Before interrupts are let through. */
void rill_timer_init(void);

/* All with the scheduler's lock held. */
void rill_timer_start(struct rill_hart *h, struct rill_timer *t,
                      struct rill_task *task, uint64_t deadline_ns);
void rill_timer_stop(struct rill_hart *h, struct rill_timer *t);

/* Wake every task whose time has come with -ETIMEDOUT, arm for the next. */
void rill_timer_expire(struct rill_hart *h);
bool rill_timer_pending(const struct rill_hart *h);

/* In a trap: the timer interrupt. */
void rill_timer_interrupt(struct rill_hart *h);

#endif
