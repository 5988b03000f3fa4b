/* kernel/scope/cancel.c -- the cancellation of one task. kernel/sched/sched.c says what a
 * cancelled task is, and how cancellation costs nothing until it happens. */
#include <errno.h>
#include <rill/context.h>
#include <rill/panic.h>
#include <rill/time.h>
#include "extras.h"
#include "task.h"

static bool stopped(const struct rill_task *self)
{
    return self->guard != self->stack_low;
}

/* A deadline may have come that no switch has seen: on this hart, or on the hart that has the
 * alarm in its wheel and computes. So we ask the clock. We read c without the lock. What we
 * read can be stale only when another task ends the context meanwhile, and that task first
 * cancels this one. */
bool rill_canceled(void)
{
    const struct rill_task *self;
    const struct rill_context *c;

    rill_sched_begin(RILL_SENTENCE("rill_canceled"));
    while (rill_hart_self()->timer_due)
        rill_sched_attend(false, NULL);
    self = rill_task_self();
    c = self->context;
    if (c && !stopped(self) && c->deadline_ns <= rill_now_ns())
        rill_task_extras.contexts->look();
    return stopped(self);
}

bool rill_cancel_mask(bool masked)
{
    bool was;

    rill_sched_enter("rill_cancel_mask");
    was = rill_sched_mask(rill_task_self(), masked);
    rill_sched_leave();
    return was;
}

int rill_job_cancel(struct rill_job *job)
{
    struct rill_lock *held = &job->waiter.lock;
    struct rill_task *t = NULL;
    unsigned state;

    rill_sched_enter("rill_job_cancel");
    state = job->state;
    if (state != RILL_JOB_RUNNING && state != RILL_JOB_ENDED &&
        state != RILL_JOB_JOINED)
        rill_panic_holding(&rill_sched_lock,
                           "rill_job_cancel: this job was never spawned; "
                           "rill_spawn it first");
    rill_lock_take(held);
    if (job->state == RILL_JOB_RUNNING) {
        t = job->task;
        rill_task_flags_set(t, RILL_TASK_STOPPED);
        if (!rill_sched_cancel_quietly(t) || !rill_wake_hold(t, -ECANCELED))
            t = NULL; /* it finds the stop sign by itself, or is masked */
        state = RILL_JOB_RUNNING;
    } else {
        state = RILL_JOB_ENDED;
    }
    rill_lock_drop(held);
    if (t)
        rill_wake_held(t, -ECANCELED);
    rill_sched_leave();
    return state == RILL_JOB_RUNNING ? 0 : -ESRCH;
}
