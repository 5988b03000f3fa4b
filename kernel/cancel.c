/* kernel/cancel.c -- one task and its cancellation. What cancelled is, and how it
 * costs nothing until it happens, is in sched.c. */
#include <errno.h>
#include <rill/context.h>
#include <rill/panic.h>
#include "task.h"

/* A deadline may have come that no switch has looked at. */
bool rill_canceled(void)
{
    bool canceled;

    rill_sched_enter("rill_canceled");
    while (rill_hart_self()->timer_due)
        rill_sched_attend(false);
    canceled = rill_task_self()->guard != rill_task_self()->stack_low;
    rill_sched_leave();
    return canceled;
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
    int r = -ESRCH;

    rill_sched_enter("rill_job_cancel");
    if (job->state == RILL_JOB_RUNNING) {
        job->task->flags |= RILL_TASK_STOPPED;
        rill_sched_cancel(job->task, true);
        r = 0;
    } else if (job->state != RILL_JOB_ENDED && job->state != RILL_JOB_JOINED) {
        rill_panic("rill_job_cancel: this job was never spawned; rill_spawn "
                   "it first");
    }
    rill_sched_leave();
    return r;
}
