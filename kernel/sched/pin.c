/* kernel/sched/pin.c -- a task that must stay on one hart, and how it gets there.
 *
 * The task goes into that hart's queue, wakes the hart, and switches away; the switch drops the
 * queue's lock. So the other hart finds the task when it is saved, and not before.
 */
#include <errno.h>
#include <rill/hart.h>
#include "park.h"

#define PIN (RILL_PINNED | RILL_PINNED_TO)

int rill_pin_parks(void *hart, void *unused);

/* RILL_TASK_SPECIAL makes the task's end clear `special`, so that the next task in its block is not
 * pinned. The words are changed by AMOs, because a task that adds hooks marks all tasks at any
 * time. Between the AMOs no hart reads `special`, because this task runs. */
static int pin(int hart)
{
    struct rill_task *self = rill_task_self();

    if (!RILL_MANY)
        return hart > 0 || hart < RILL_ANY_HART ? -EINVAL : 0;
    if (hart == RILL_ANY_HART) {
        __atomic_fetch_and(self->special, ~PIN, __ATOMIC_RELAXED);
        return 0;
    }
    if (hart < 0 || (unsigned)hart >= rill_harts_total())
        return -EINVAL;
    if (!rill_hart_await((unsigned)hart))
        return -ETIMEDOUT;
    __atomic_fetch_and(self->special, ~PIN, __ATOMIC_RELAXED);
    __atomic_fetch_or(self->special, RILL_PINNED | (uint32_t)hart,
                      __ATOMIC_RELAXED);
    rill_task_flags_set(self, RILL_TASK_SPECIAL);
    return 0;
}

int rill_pin_parks(void *hart, void *unused)
{
    struct rill_hart *h, *there;
    struct rill_task *to;
    int r;

    (void)unused;
    rill_sched_begin(RILL_SENTENCE("rill_pin"));
    r = pin((int)(intptr_t)hart);
    if (!RILL_MANY || r || (int)(intptr_t)hart == RILL_ANY_HART)
        return r;
    h = rill_hart_self(); /* pin() may have waited, and come back on another hart */
    there = &rill_harts[(intptr_t)hart];
    if (there == h)
        return 0;
    if (rill_sched_trouble(h))
        rill_sched_attend(false, NULL);
    to = rill_park_next(NULL);
    rill_switch(to, rill_ready_move_to(there));
    rill_sched_came();
    return 0;
}
