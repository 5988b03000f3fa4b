/* kernel/task.c -- a task's life: made, run, ended, waited for.
 *
 * A task gives its block back while it still stands on it. That is safe: giving
 * writes only the block's lowest words, the far end of the stack, and nobody can
 * take it before the scheduler's lock is dropped, which happens only after the
 * switch away (kernel/sched.c).
 *
 * A job and its task know of each other until the task ends; then the job holds
 * the result and no pointer. So a handle cannot outlive what it points to.
 */
#include <errno.h>
#include <string.h>
#include <rill/panic.h>
#include <rill/time.h>
#include <port/image.h>
#include "extras.h"
#include "heap.h"
#include "task.h"

enum job_state { /* a job that was never spawned has any other value, or 0 */
                 JOB_RUNNING = 0x10b0001,
                 JOB_ENDED = 0x10b0002,
                 JOB_JOINED = 0x10b0003,
};

_Static_assert(sizeof(struct rill_task) == RILL_TASK_BYTES, "port/frame.h");
_Static_assert(RILL_TASK_BYTES % 16 == 0, "stacks are 16-byte aligned");
_Static_assert(offsetof(struct rill_task, sp) == TASK_SP, "port/frame.h");
_Static_assert(RILL_STACK_MIN_BYTES >= SWITCH_BYTES + SWITCH_FP_BYTES + 128,
               "rill/task.h");

struct rill_task *rill_task_list;
static struct rill_task *newest;
static size_t count;
uint32_t rill_task_spawned;

static void list_add(struct rill_task *t)
{
    t->all_next = NULL;
    t->all_prev = newest;
    if (newest)
        newest->all_next = t;
    else
        rill_task_list = t;
    newest = t;
    count++;
    t->number = ++rill_task_spawned;
}

static void list_remove(struct rill_task *t)
{
    if (t->all_prev)
        t->all_prev->all_next = t->all_next;
    else
        rill_task_list = t->all_next;
    if (t->all_next)
        t->all_next->all_prev = t->all_prev;
    else
        newest = t->all_prev;
    count--;
}

static size_t up_to_16(size_t bytes)
{
    return (bytes + 15) & ~(size_t)15;
}

/* Lay out a block (the picture in task.h) and write the first values of the
 * thread-local variables into it, from the image and not from another task. */
static struct rill_task *lay_out(char *low, rill_block_kind kind)
{
    const uintptr_t skew = RILL_LINKER_NUMBER(__tls_skew);
    const uintptr_t size = RILL_LINKER_NUMBER(__tls_size);
    uintptr_t tp = (uintptr_t)low + RILL_BLOCK_BYTES(kind) - size - skew;
    struct rill_task *t;

    tp = (tp & -RILL_LINKER_NUMBER(__tls_align)) + skew;
    if (RILL_LINKER_NUMBER(__tdata_size))
        memcpy((char *)tp, __tdata_source, RILL_LINKER_NUMBER(__tdata_size));
    for (uintptr_t *w = (uintptr_t *)(tp + RILL_LINKER_NUMBER(__tbss_offset));
         w < (uintptr_t *)(tp + size); w++)
        *w = 0;
    t = (struct rill_task *)(tp - RILL_TASK_BYTES);
    t->stack_low = (uintptr_t)low;
    *(uintptr_t *)low = RILL_STACK_CANARY;
    t->block = kind;
    return t;
}

/* The frame that rill_switch will take off: it "returns" to rill_task_entry with
 * fn in s0 and arg in s1. */
static void first_frame(struct rill_task *t, rill_task_fn *fn, void *arg)
{
    uintptr_t *frame = (uintptr_t *)((char *)t - SWITCH_BYTES);

    frame[0] = (uintptr_t)rill_task_entry;
    frame[SWITCH_S(0) / XLEN_BYTES] = (uintptr_t)fn;
    frame[SWITCH_S(1) / XLEN_BYTES] = (uintptr_t)arg;
    t->sp = (uintptr_t)frame;
}

__attribute__((noinline)) static int make(struct rill_job *job,
                                          const struct rill_task_opts *opts,
                                          rill_task_fn *fn, void *arg,
                                          uintptr_t started_at)
{
    static const struct rill_task_opts defaults;
    size_t bytes;
    rill_block_kind kind;
    struct rill_hart *h;
    struct rill_task *t;
    char *low;

    if (!fn)
        rill_panic("rill_spawn: fn is NULL; give it the function to run");
    if (!opts)
        opts = &defaults;
    bytes = opts->stack_bytes ? opts->stack_bytes
                              : RILL_LINKER_NUMBER(__rill_task_stack_size);
    if (bytes < RILL_STACK_MIN_BYTES || bytes > SIZE_MAX / 8)
        return -EINVAL;
    bytes = up_to_16(bytes) + RILL_TASK_BYTES +
            up_to_16(RILL_LINKER_NUMBER(__tls_size) +
                     RILL_LINKER_NUMBER(__tls_skew)) +
            RILL_LINKER_NUMBER(__tls_align) - 16;

    h = rill_sched_enter("rill_spawn");
    low = rill_block_take(bytes, &kind);
    if (!low) {
        rill_sched_leave();
        return -ENOMEM;
    }
    t = lay_out(low, kind);
    t->name = opts->name ? opts->name : "task";
    t->fn = fn;
    t->started_at = started_at;
    t->magic = RILL_TASK_MAGIC;
    t->job = job;
    if (job)
        *job = (struct rill_job){.task = t, .state = JOB_RUNNING};
    if (rill_extras_on())
        rill_extras_made(t);
    first_frame(t, fn, arg);
    list_add(t);
    rill_sched_ready(h, t);
    rill_sched_leave();
    return 0;
}

/* The same, and whoever listens is told. The number is right on one hart, where
 * nobody else can spawn in between. */
__attribute__((noinline)) static int
make_and_tell(struct rill_job *job, const struct rill_task_opts *opts,
              rill_task_fn *fn, void *arg, uintptr_t started_at)
{
    struct rill_spawn_info s = {.fn = fn, .name = "task", .site = started_at};

    if (opts && opts->name)
        s.name = opts->name;
    if (rill_task_extras.life)
        rill_task_extras.life->before_spawn(&s);
    s.result = make(job, opts, fn, arg, started_at);
    if (!s.result)
        s.number = rill_task_spawned;
    if (rill_task_extras.life)
        rill_task_extras.life->after_in_parent(&s);
    return s.result;
}

int rill_task_make(struct rill_job *job, const struct rill_task_opts *opts,
                   rill_task_fn *fn, void *arg, uintptr_t started_at)
{
    if (rill_extras_on())
        return make_and_tell(job, opts, fn, arg, started_at);
    return make(job, opts, fn, arg, started_at);
}

int rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg)
{
    return rill_task_make(job, opts, fn, arg,
                          (uintptr_t)__builtin_return_address(0));
}

int rill_go(rill_task_fn *fn, void *arg)
{
    return rill_task_make(NULL, NULL, fn, arg,
                          (uintptr_t)__builtin_return_address(0));
}

/* rill_task_entry comes here, out of the switch that brought it: so it drops the
 * lock. */
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg);
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg)
{
    rill_sched_leave();
    if (rill_extras_on())
        rill_extras_begin();
    rill_task_exit(fn(arg));
}

_Noreturn void rill_task_exit(int result)
{
    struct rill_task *self = rill_task_self();
    struct rill_hart *h;

    if (rill_hart_self()) {
        if (rill_extras_on())
            rill_extras_exit(result);
        if (self->number == 1)
            rill_image_first_exit(result);
    }
    rill_image_task_exit();
    h = rill_sched_enter("rill_task_exit");
    if (self->job) {
        self->job->result = result;
        self->job->state = JOB_ENDED;
        self->job->task = NULL;
        if (self->job->waiter)
            rill_sched_wake(h, self->job->waiter, 0);
    }
    list_remove(self);
    self->state = TASK_DEAD;
    self->number = 0; /* no longer the owner of anything: owner.h */
    rill_check_stack(self);
    if (rill_extras_on())
        rill_extras_ended(self);
    rill_block_give((void *)self->stack_low, self->block);
    rill_sched_switch_last(h);
}

int rill_join(struct rill_job *job, uint64_t deadline_ns, int *result)
{
    int r = 0;

    rill_sched_enter("rill_join");
    if (job->state != JOB_RUNNING && job->state != JOB_ENDED)
        rill_panic("rill_join: this job %s; one rill_spawn, one rill_join",
                   job->state == JOB_JOINED ? "was joined already"
                                            : "was never spawned");
    if (job->waiter)
        rill_panic("rill_join: task \"%s\" waits for this job already",
                   job->waiter->name);
    if (job->task == rill_task_self())
        rill_panic("rill_join: task \"%s\" would wait for itself for ever",
                   job->task->name);
    if (job->state == JOB_RUNNING && deadline_ns == RILL_POLL) {
        r = -ETIMEDOUT;
    } else if (job->state == JOB_RUNNING) {
        job->waiter = rill_task_self();
        rill_sched_park("join of job", job, deadline_ns);
        rill_sched_enter("rill_join");
        job->waiter = NULL;
        /* The task may have ended after the deadline woke us. */
        r = job->state == JOB_ENDED ? 0 : -ETIMEDOUT;
    }
    if (!r) {
        job->state = JOB_JOINED;
        if (result)
            *result = job->result;
    }
    rill_sched_leave();
    return r;
}

struct rill_task *rill_self(void)
{
    return rill_task_self();
}

const char *rill_task_name(const struct rill_task *task)
{
    return task->name;
}

void rill_stack_bounds(uintptr_t *low, uintptr_t *high)
{
    *low = rill_task_self()->stack_low;
    *high = (uintptr_t)rill_task_self();
}

size_t rill_task_count(void)
{
    return count;
}
