/* rill/task.h -- tasks: start one, wait for one, let the others run.
 *
 * A task is a function with a stack of its own. Tasks are cooperative: one
 * runs until it yields, blocks or returns; nothing takes the hart away from it
 * (interrupts only make other tasks ready).
 *
 * Memory:  a task's block (stack, control block, thread-local variables) is
 *          taken from the heap region at spawn and given back when it ends.
 *          A struct rill_job is the caller's and must outlive its task.
 * Callers: tasks only; a call from a trap handler panics.
 * Time:    deadline_ns is absolute, in ns since boot (rill/time.h).
 * Errors:  negative errno by return; errno itself untouched.
 */
#ifndef RILL_TASK_H
#define RILL_TASK_H

#include <stddef.h>
#include <stdint.h>
#include <rill/chan.h>
#include <port/call.h>

RILL_C_BEGIN

struct rill_task; /* opaque: kernel/sched/task.h */

/* What a task runs. Its result is what rill_join hands over: by custom 0 or a
 * negative errno. */
typedef int rill_task_fn(void *arg);

/* A task that somebody will wait for. Filled by rill_spawn; use it for one
 * rill_join that succeeds, after which it may be used again. It holds no
 * pointer to the task once the task has ended, so it cannot go stale. */
struct rill_job {
    struct rill_task *task;   /* the task, NULL once it has ended */
    struct rill_waitq waiter; /* private: the task inside rill_join */
    int result;
    unsigned state; /* private: kernel/join.h */
};

/* How a task is to be made. All zero, or NULL in its place, is the default. */
struct rill_task_opts {
    const char *name;   /* for reports; must outlive the task; NULL: "task" */
    size_t stack_bytes; /* 0: the board's default (board/NAME/memory.ld) */
    void *memory;       /* NULL: from the heap region; else see below */
    size_t memory_bytes;
};

/* A task in memory of the caller's: no allocation, no -ENOMEM. All of it, 16-byte
 * aligned, is the task's, for stack, control block and thread-local variables
 * (some 150 bytes besides the stack, with errno's), from the spawn until the task
 * has ended: until rill_join says so, or rill_task_count. stack_bytes says
 * nothing then. Too small or not aligned: -EINVAL. */

/* Memory of tasks that have ended is kept for others of about their size. When there is
 * no other, what of it lies together is joined and serves larger ones; and what no
 * living task lies below serves malloc as well, which does not give it back. That
 * takes some time: a look at every block. Where harts are many, each that runs keeps less
 * than 32 blocks of each size for itself. */

/* Start fn(arg) and forget it, as `go f(x)` does. It is placed behind the tasks
 * that are ready now. Does not block.
 *   returns  0, -ENOMEM. fn == NULL: panic. */
int rill_go(rill_task_fn *fn, void *arg);

/* The same with options and, if job is not NULL, joinable.
 *   returns  0; -EINVAL: stack_bytes below RILL_STACK_MIN_BYTES, memory too small or
 *            not aligned; -ENOMEM, also for more than any machine has. On error job is
 *            untouched. memory of a task that lives: panic. */
int rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg);

/* Wait until job's task has ended; *result (if not NULL) is what it returned.
 *   returns  0; -ETIMEDOUT, -ECANCELED (the task goes on, and may be joined
 *            later).
 * A job never spawned or joined already, a second waiter, a task that joins
 * itself: panic. */
RILL_INLINE int rill_join(struct rill_job *job, uint64_t deadline_ns,
                          int *result)
{
    if (RILL_IS(deadline_ns, RILL_FOREVER))
        return RILL_PARK_CALL(rill_join_parks, job, result, RILL_FOREVER);
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_join_parks, job, result, deadline_ns);
}

/* End the calling task, from any depth. In the first task this is exit(). */
RILL_NORETURN void rill_task_exit(int result);

/* Let every task that is ready now run once before the caller runs again. On many harts: every
 * one that is ready on this hart, but that other harts may take some of them, and this hart
 * some of theirs, so that tasks which yield have turns alike on all of them
 * (docs/harts.md). A task that is ready behind one that computes is run by the first hart that
 * switches; on one hart, when that one switches. */
RILL_INLINE void rill_yield(void)
{
    RILL_PARK_CALL_0(rill_yield_parks);
}

/* The calling task, and a task's name. Names never are NULL. */
struct rill_task *rill_self(void);
const char *rill_task_name(const struct rill_task *task);

/* The calling task's stack: [*low, *high), for tests and reports. */
void rill_stack_bounds(uintptr_t *low, uintptr_t *high);

/* The tasks that exist now, the caller among them; not the harts' idle loops.
 * And how many blocks wait for reuse: fewer, when memory has run out and those that lay
 * together were joined. */
size_t rill_task_count(void);
size_t rill_block_count(void);

/* The smallest stack on which a task can block, in a function of its own with a
 * few variables: 480 bytes on rv64, 304 on rv32. It holds the kernel's frames
 * and one switch frame with FP registers (boot/switch.S). */
#define RILL_STACK_MIN_BYTES (44 * sizeof(void *) + 128)

RILL_C_END

#endif
