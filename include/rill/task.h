/* rill/task.h -- tasks: start one, wait for one, let the others run.
 *
 * A task is a function with a stack of its own. Tasks are cooperative: a task runs until it
 * yields, blocks or returns. Nothing takes the hart away from it: an interrupt only makes
 * other tasks ready.
 *
 * Memory:  a spawn takes a task's block (its stack, its control block, its thread-local
 *          variables) from the heap region, and the task's end gives the block back. The
 *          caller owns a struct rill_job, which must outlive its task.
 * Callers: tasks, on any hart. A call from a trap handler panics, but for rill_task_name.
 * Time:    deadline_ns is absolute, in ns since boot (rill/time.h).
 * Errors:  a call returns 0 or a negative errno. errno itself stays as it was.
 */
#ifndef RILL_TASK_H
#define RILL_TASK_H

#include <stddef.h>
#include <stdint.h>
#include <rill/chan.h>

RILL_C_BEGIN

struct rill_task; /* opaque */

/* The function that a task runs. rill_join hands over what it returns: by custom 0 or a
 * negative errno. */
typedef int rill_task_fn(void *arg);

/* A task that another task will wait for. rill_spawn fills the job. After one rill_join that
 * succeeds the job may be used again. Once the task has ended, the job holds no pointer to
 * the task: so a job never goes stale. */
struct rill_job {
    struct rill_task *task; /* NULL once the task has ended */
    /* Rill's own: */
    struct rill_waitq waiter;
    int result;
    unsigned state;
};

/* How to make a task. All zero, or NULL in place of the options, is the default.
 *
 * With `memory` the spawn allocates nothing and never answers -ENOMEM. Rill uses all of that
 * memory, which is aligned to 16 bytes, for the task's stack, control block and thread-local
 * variables (with errno's some 150 bytes besides the stack), from the spawn until the task
 * has ended: rill_join or rill_task_count says so. Rill then ignores stack_bytes.
 *
 * With `memory` RILL_STACK_GROWS the stack grows, up to `memory_bytes`: the task gets memory when
 * it first touches it, and gives it back when it ends. When there is none at a touch, that is a
 * fault. Where stacks cannot grow (docs/modes.md: in M-mode), the task gets an ordinary stack of
 * that size. */
struct rill_task_opts {
    const char *name;    /* for reports; must outlive the task; NULL: "task" */
    size_t stack_bytes;  /* 0: the board's default (board/NAME/memory.ld) */
    void *memory;        /* NULL: from the heap region; RILL_STACK_GROWS */
    size_t memory_bytes; /* of `memory` */
};

/* The smallest stack on which a task can block, in a function of its own with a few
 * variables: 480 bytes on rv64, 304 on rv32. It has room for the kernel's frames and for one
 * switch with floating-point registers. */
#define RILL_STACK_MIN_BYTES (44 * sizeof(void *) + 128)

/* Start fn(arg) as a task that no other task waits for, as `go f(x)` does. The new task
 * comes behind the tasks that are ready now. Does not block.
 *   returns  0; -ENOMEM.
 * Misuse: fn is NULL: panic. */
int rill_go(rill_task_fn *fn, void *arg);

/* Start fn(arg) as a task with options, NULL for none. If job is not NULL, a task can wait
 * for the new one by rill_join. Does not block.
 *   returns  0
 *            -EINVAL  stack_bytes is below RILL_STACK_MIN_BYTES, or `memory` is too small
 *                     or not aligned
 *            -ENOMEM  there is no memory, or stack_bytes is more than any machine has; of a
 *                     stack that grows, the first pages, or addresses
 * After an error job is as it was.
 * Misuse: fn is NULL, or `memory` is that of a task that lives: panic.
 *
 * Rill keeps the memory of tasks that have ended for other tasks of about that size: where
 * harts are many, each hart keeps fewer than 32 blocks of each size for itself. When memory
 * runs out, Rill looks at every block, which takes long, and joins free blocks that lie
 * together, for larger tasks. Malloc gets the free blocks below which no living task lies,
 * and does not give them back. */
int rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg);

/* Wait until job's task has ended. *result, if result is not NULL, is then what the task
 * returned. Blocks until the task has ended.
 *   returns  0; -ETIMEDOUT: deadline_ns came first; -ECANCELED: the caller is cancelled
 *            (rill/context.h). After an error the task goes on, and may be joined later.
 * Misuse: the job was never spawned, or is joined already; another task waits for it; the
 * task joins itself: panic. */
int rill_join(struct rill_job *job, uint64_t deadline_ns, int *result);

/* End the calling task, from any depth of calls. In the first task this is exit(result). */
RILL_NORETURN void rill_task_exit(int result);

/* Let every task that is ready on this hart run once, before the caller runs again. Harts
 * that share take tasks from one another, so that tasks which yield have turns alike on all
 * harts (docs/harts.md). When a hart computes and does not switch, the first other hart that
 * switches runs the tasks that are ready there; on one hart these tasks wait until it
 * switches. */
void rill_yield(void);

/* The calling task; and the name of a task, which is never NULL. */
struct rill_task *rill_self(void);
const char *rill_task_name(const struct rill_task *task);

/* Where the calling task's stack lies, for tests and reports: from *low up to *high, which
 * is the first byte above. */
void rill_stack_bounds(uintptr_t *low, uintptr_t *high);

/* Give back the memory of the calling task's stack that lies below the caller, when the stack
 * has grown and shrunk; it may grow again.   returns  how many bytes; 0 if it cannot grow. */
size_t rill_stack_shrink(void);

/* How many tasks there are, the caller among them. The idle loops of harts are no tasks. */
size_t rill_task_count(void);

/* How many free blocks Rill keeps for tasks to come. After memory has run out there are
 * fewer, because a spawn has joined those that lie together. */
size_t rill_block_count(void);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/task.h>

#endif
