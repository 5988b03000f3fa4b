/* kernel/end.c -- a task's end, and waiting for it.
 *
 * A task gives its block back while it still stands on it. That is safe: giving
 * writes only the block's lowest words, the far end of the stack, and nobody can
 * take it before the scheduler's lock is dropped, which happens only after the
 * switch away (park.h).
 *
 * A job and its task know of each other until the task ends; then the job holds
 * the result and no pointer. So a handle cannot outlive what it points to.
 */
#include <stddef.h>
#include <errno.h>
#include <rill/panic.h>
#include <port/image.h>
#include "extras.h"
#include "park.h"

void rill_task_end(int result);
int rill_join_parks(void *of, void *result, uint64_t deadline_ns);
int rill_join_ever_parks(void *of, void *result);

/* With the lock held. Who joins it is the only one in the queue, and is given all
 * it waits for: it need not look at the job again. */
PARK_INLINE void end_job(struct rill_job *job, int result)
{
    struct rill_single *w = RILL_SINGLE(job->waiter.head);

    job->task = NULL;
    if (w) {
        int *wanted = w->slot;

        job->state = RILL_JOB_JOINED;
        job->waiter.head = NULL;
        if (wanted)
            *wanted = result;
        rill_sched_wake(w->task, 0);
    } else {
        job->state = RILL_JOB_ENDED;
        job->result = result;
    }
}

PARK_INLINE void end_task(int result)
{
    if (rill_task_self()->job)
        end_job(rill_task_self()->job, result);
    rill_task_self()->number = 0; /* no longer the owner of anything: owner.h */
    rill_task_ended++;
}

/* With the lock held: the last switch. */
PARK_INLINE _Noreturn void leave_for_good(void)
{
    struct rill_task *to = rill_ring_leave();

    rill_block_give(rill_task_block(rill_task_self()), rill_task_self(),
                    rill_task_self()->kind);
    rill_switch_last(to);
}

/* With the lock held: its stack may have overflowed, or it is due to look at the
 * inbox: else tasks that only start others and end would keep every deadline
 * waiting. */
__attribute__((noipa, cold)) static void leave_slowly(void)
{
    struct rill_task *self = rill_task_self(), *to;

    if (rill_extras_on())
        rill_extras_ended(self);
    rill_sched_attend(false);
    self->guard = self->stack_low;
    to = rill_ring_leave();
    if ((self->kind & 63) == RILL_BLOCK_CALLERS)
        rill_task_unmake(self);
    else
        rill_block_give(rill_task_block(self), self, self->kind);
    rill_switch_last(to);
}

/* Somebody listens, or something is owed: first, while it is a task like any
 * other. */
__attribute__((noipa, cold)) static void exit_slowly(int result)
{
    struct rill_task *self = rill_task_self();

    if (rill_hart_self()) {
        if (rill_extras_on())
            rill_extras_exit(result);
        if (self->flags & RILL_TASK_FIRST)
            rill_image_first_exit(result);
        if (self->flags & RILL_TASK_NESTS)
            rill_task_extras.contexts->leave(NULL);
    }
    if (self->flags & RILL_TASK_OWES)
        rill_image_task_exit();
    rill_sched_enter("rill_task_exit");
    if (self->flags & RILL_TASK_MEMBER)
        rill_task_extras.groups->ended(self, result);
    end_task(result);
    leave_slowly();
}

/* Never returns, and is not told so to the compiler: so the slow ways are jumps. */
void rill_task_end(int result)
{
    struct rill_hart *h;

    if (__builtin_expect(rill_task_self()->flags, 0)) {
        exit_slowly(result);
        return;
    }
    h = rill_sched_enter("rill_task_exit");
    end_task(result);
    if (rill_sched_trouble(h)) {
        leave_slowly();
        return;
    }
    leave_for_good();
}

_Noreturn void rill_task_exit(int result)
{
    rill_task_end(result);
    __builtin_unreachable();
}

__attribute__((noinline, cold)) static _Noreturn void
misused(const struct rill_job *job)
{
    if (job->state != RILL_JOB_RUNNING)
        rill_panic("rill_join: this job %s; one rill_spawn, one rill_join",
                   job->state == RILL_JOB_JOINED ? "was joined already"
                                                 : "was never spawned");
    if (job->waiter.head)
        rill_panic("rill_join: task \"%s\" waits for this job already",
                   rill_task_name(RILL_SINGLE(job->waiter.head)->task));
    rill_panic("rill_join: task \"%s\" would wait for itself for ever",
               rill_task_name(job->task));
}

static inline void check(const struct rill_job *job)
{
    if (__builtin_expect(job->state != RILL_JOB_RUNNING || job->waiter.head ||
                             job->task == rill_task_self(),
                         0))
        misused(job);
}

/* With the lock held, which it drops. */
static inline int take(struct rill_job *job, int *result)
{
    job->state = RILL_JOB_JOINED;
    if (result)
        *result = job->result;
    rill_sched_leave();
    return 0;
}

int rill_join_parks(void *of, void *result, uint64_t deadline_ns)
{
    struct rill_job *job = of;
    int r;

    rill_sched_enter("rill_join");
    if (job->state == RILL_JOB_ENDED)
        return take(job, result);
    check(job);
    rill_park_because("join of job", job);
    r = rill_waitq_try_parks(&job->waiter, result, deadline_ns);
    if (r == RILL_AGAIN)
        r = rill_waitq_again_parks(&job->waiter, result, deadline_ns);
    if (r != -ETIMEDOUT)
        return r;
    rill_sched_reenter();
    if (job->state == RILL_JOB_ENDED) /* after the deadline had woken us */
        return take(job, result);
    rill_sched_leave();
    return r;
}

/* For ever, and there is no trouble: the common way, apart for its cost. */
int rill_join_ever_parks(void *of, void *result)
{
    struct rill_job *job = of;
    struct rill_hart *h = rill_sched_enter("rill_join");

    if (job->state != RILL_JOB_RUNNING || rill_sched_trouble(h)) {
        rill_sched_leave();
        return rill_join_parks(job, result, RILL_FOREVER);
    }
    check(job);
    return rill_park_ever_in(&job->waiter, result, "join of job",
                             offsetof(struct rill_job, waiter));
}
