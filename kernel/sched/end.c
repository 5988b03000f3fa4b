/* kernel/sched/end.c -- a task's end, and waiting for it.
 *
 * A task gives its block back while it still stands on the block. That is safe: giving writes only
 * the block's lowest words, at the far end of the stack, and the list is this hart's own, so the
 * next user of the block runs after the switch away. If the block is its caller's memory, the task
 * keeps its job locked until that switch: the task that joins it comes back only when the ended
 * task has left its stack.
 *
 * A job and its task point to each other until the task ends. Then the job holds the result and no
 * pointer, so a handle cannot outlive the task it points to.
 *
 * A task without a number owns nothing (owner.h). The ended task tells the tasks that wait for what
 * it owned before another task can get its block.
 */
#include <stddef.h>
#include <errno.h>
#include <rill/panic.h>
#include <port/image.h>
#include "extras.h"
#include "park.h"

#define SETTLE 2 /* wakes a join that must settle(); RILL_PARKED is 1 */

void rill_task_end(int result);
int rill_join_parks(void *of, void *result, uint64_t deadline_ns);

/* With the job locked. Only one task can wait in this queue, the one that joins. It is given all it
 * waits for, so it need not look at the job again. (On many harts a deadline may have claimed it.)
 *   returns  the task that joins, which the caller must wake; NULL: none. */
PARK_INLINE struct rill_task *end_job(struct rill_job *job, int result,
                                      int wake_result)
{
    struct rill_single *w = RILL_SINGLE(job->waiter.head);
    struct rill_task *joins;

    job->task = NULL;
    if (w && (job->waiter.head = NULL, rill_wake_claim(w->task, wake_result))) {
        int *wanted = w->slot;

        joins = w->task;
        job->state = RILL_JOB_JOINED;
        if (wanted)
            *wanted = result;
        return joins;
    }
    if (RILL_MANY && w)
        rill_waiter_lost(&w->waiter);
    job->state = RILL_JOB_ENDED;
    job->result = result;
    return NULL;
}

__attribute__((cold)) static struct rill_task *
end_job_slowly(struct rill_job *job, int result, int wake_result)
{
    return end_job(job, result, wake_result);
}

/* Returns the claimed task that joins this one, to be woken when nothing of this one is left but
 * the stack that it stands on; NULL: no task joins, or (on one hart) it is ready already. */
PARK_INLINE struct rill_task *end_own_job(int result)
{
    struct rill_job *job = rill_task_self()->job;
    struct rill_task *joins = NULL;

    if (job) {
        rill_lock_take(&job->waiter.lock);
        joins = end_job(job, result, 0);
        rill_lock_drop(&job->waiter.lock);
        rill_task_forget_cancel(rill_task_self());
    }
    return RILL_MANY ? joins : NULL;
}

static void give_block(void)
{
    struct rill_task *self = rill_task_self();

    rill_block_give_here(rill_hart_self(), rill_task_block(self), self);
}

/* The task's last switch. */
PARK_INLINE _Noreturn void leave_for_good(struct rill_hart *h,
                                          struct rill_task *joins)
{
    rill_switch_last(rill_end_next(h, joins), rill_next_lock(h));
}

/* The end of a task if its stack may have overflowed, or if it must look at the inbox: else tasks
 * that only start tasks and end would delay every deadline. Hooks hear of the end last. */
__attribute__((noipa, cold)) static void leave_slowly(void)
{
    struct rill_task *self = rill_task_self();

    rill_sched_attend(false, NULL);
    self->guard = self->stack_low;
    leave_for_good(rill_hart_self(), NULL);
}

/* The end of a task while others wait for what it owned. */
__attribute__((noinline, cold)) static void
leave_awaited(uint32_t number, struct rill_task *joins)
{
    rill_owners_end(number);
    give_block();
    if (joins)
        rill_wake_claimed(rill_hart_of_many(), joins);
    leave_slowly();
}

/* The end of a task in its caller's memory. On many harts the memory is the caller's again when the
 * switch unlocks the job. The number is taken under the heap's lock, because of owner.c. */
__attribute__((noinline, cold)) static void leave_callers(int result)
{
    struct rill_task *self = rill_task_self(), *joins, *to;
    struct rill_job *job = self->job;
    static struct rill_lock nobodys;
    struct rill_lock *held = job ? &job->waiter.lock : &nobodys;
    uint32_t number;

    rill_lock_take(&rill_sched_lock);
    rill_task_unmake(self);
    rill_lock_drop(&rill_sched_lock);
    rill_heap_enter();
    number = rill_task_number_take(self);
    rill_lock_drop(&rill_heap_lock);
    rill_owners_end(number);
    rill_lock_take(held);
    joins = job ? end_job_slowly(job, result, SETTLE) : NULL;
    if (joins)
        rill_wake_claimed(rill_hart_of_many(), joins);
    rill_task_forget_cancel(self);
    rill_task_count_end(rill_hart_self());
    rill_sched_attended(false);
    self->guard = self->stack_low;
    to = rill_end_next(rill_hart_self(), NULL);
    rill_lock_drop(rill_next_lock(rill_hart_self()));
    rill_switch_last(to, held);
}

__attribute__((cold)) static void end_task_slowly(int result)
{
    struct rill_task *self = rill_task_self(), *joins = NULL;
    struct rill_job *job = self->job;

    if (job) {
        rill_lock_take(&job->waiter.lock);
        joins = end_job_slowly(job, result, 0);
        rill_lock_drop(&job->waiter.lock);
    }
    rill_task_forget_cancel(self);
    rill_ready_laid_out(self);
    rill_task_count_end(rill_hart_self());
    if ((self->kind & 63) == RILL_BLOCK_CALLERS)
        rill_task_unmake(self);
    else
        give_block();
    if (RILL_MANY && joins)
        rill_wake_claimed(rill_hart_of_many(), joins);
}

/* The end of a task with flags: what hooks, the shim and contexts want comes first. */
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
    if (rill_extras_on())
        rill_extras_ended(self);
    if (self->flags & RILL_TASK_MEMBER)
        rill_task_extras.groups->ended(self, result);
    self->context = NULL; /* now no canceller of the context finds it */
    rill_sched_leave();
    if (RILL_MANY && self->flags & RILL_TASK_CALLERS) {
        rill_sched_look();
        leave_callers(result);
        return;
    }
    rill_owners_end(rill_task_number_take(self));
    end_task_slowly(result);
    leave_slowly();
}

/* This never returns; without _Noreturn gcc makes the calls of the slow ways jumps. */
void rill_task_end(int result)
{
    struct rill_task *joins;
    struct rill_block *block;
    struct rill_hart *h;
    uint32_t number;

    if (__builtin_expect(rill_task_self()->flags, 0)) {
        exit_slowly(result);
        return;
    }
    h = rill_sched_begin(RILL_SENTENCE("rill_task_exit"));
    joins = end_own_job(result);
    block = rill_task_block(rill_task_self());
    number = rill_task_number_take(rill_task_self());
    rill_task_count_end(h);
    if (RILL_AWAITED_ANY_TIME && __builtin_expect(rill_task_self()->flags, 0)) {
        leave_awaited(number, joins);
        return;
    }
    rill_block_give_here(h, block, rill_task_self());
    if (rill_sched_trouble(h)) {
        if (joins)
            rill_wake_claimed(rill_hart_of_many(), joins);
        leave_slowly();
        return;
    }
    leave_for_good(h, joins);
}

_Noreturn void rill_task_exit(int result)
{
    rill_task_end(result);
    __builtin_unreachable();
}

/* boot/switch.S, rill_task_entry_watched, calls this: a task that is started the long way begins
 * here. */
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg);
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg)
{
    if (rill_extras_on())
        rill_extras_begin();
    rill_task_exit(fn(arg));
}

/* With the job locked: panics, saying what the caller of rill_join did wrong. */
__attribute__((noinline, cold)) static _Noreturn void
misused(struct rill_job *job)
{
    struct rill_lock *held = &job->waiter.lock;

    if (job->state != RILL_JOB_RUNNING)
        rill_panic_holding(held,
                           "rill_join: this job %s; one rill_spawn, one "
                           "rill_join",
                           job->state == RILL_JOB_JOINED ? "was joined already"
                                                         : "was never spawned");
    if (job->waiter.head)
        rill_panic_holding(held,
                           "rill_join: task \"%s\" waits for this job already",
                           rill_task_name(RILL_SINGLE(job->waiter.head)->task));
    rill_panic_holding(held,
                       "rill_join: task \"%s\" would wait for itself for ever",
                       rill_task_name(job->task));
}

static inline void check(struct rill_job *job)
{
    if (__builtin_expect(job->state != RILL_JOB_RUNNING || job->waiter.head ||
                             job->task == rill_task_self(),
                         0))
        misused(job);
}

/* Lock the job; but do not wait for the lock of a job that was never spawned: it may be
 * anything. */
static inline struct rill_hart *enter(struct rill_job *job)
{
    struct rill_hart *h = rill_sched_begin(RILL_SENTENCE("rill_join"));

    if (RILL_LOCKS && __builtin_expect(job->state != RILL_JOB_RUNNING, 0) &&
        job->state != RILL_JOB_ENDED && job->state != RILL_JOB_JOINED)
        misused(job);
    rill_lock_take(&job->waiter.lock);
    return h;
}

/* After a wake with SETTLE: wait until the ended task has left its caller's memory. */
PARK_INLINE int settle(struct rill_job *job, int r)
{
    if (!RILL_LOCKS || __builtin_expect(r != SETTLE, 1))
        return r;
    rill_lock_take(&job->waiter.lock);
    rill_lock_drop(&job->waiter.lock);
    return 0;
}

/* With the job locked; this unlocks it. */
static inline int take(struct rill_job *job, int *result)
{
    job->state = RILL_JOB_JOINED;
    if (result)
        *result = job->result;
    rill_lock_drop(&job->waiter.lock);
    return 0;
}

/* With the job locked: wait with a deadline, or when something is due. */
__attribute__((noinline)) static int
join_slowly(struct rill_job *job, void *result, uint64_t deadline_ns)
{
    struct rill_lock *held = &job->waiter.lock;
    int r = deadline_ns == RILL_POLL ? -ETIMEDOUT : RILL_AGAIN;

    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (looked && job->state == RILL_JOB_ENDED)
            return take(job, result);
        r = rill_park_may(held, "join of job", job, looked);
    }
    if (r) {
        rill_lock_drop(held);
        return r;
    }
    r = rill_park_in(&job->waiter, held, result, deadline_ns, "join of job",
                     offsetof(struct rill_job, waiter));
    if (r != -ETIMEDOUT)
        return settle(job, r);
    rill_lock_take(held);
    if (job->state == RILL_JOB_ENDED) /* it ended after the deadline woke us */
        return take(job, result);
    rill_lock_drop(held);
    return r;
}

int rill_join_parks(void *of, void *result, uint64_t deadline_ns)
{
    struct rill_job *job = of;
    struct rill_hart *h;
    bool canceled;

    rill_sched_begin_to_wait(RILL_SENTENCE("rill_join"), deadline_ns,
                             &canceled);
    if (canceled)
        return -ECANCELED;
    h = enter(job);
    if (job->state == RILL_JOB_ENDED)
        return take(job, result);
    check(job);
    if (deadline_ns != RILL_FOREVER || rill_sched_trouble(h))
        return join_slowly(job, result, deadline_ns);
    return settle(job, rill_park_in(&job->waiter, &job->waiter.lock, result,
                                    RILL_FOREVER, "join of job",
                                    offsetof(struct rill_job, waiter)));
}
