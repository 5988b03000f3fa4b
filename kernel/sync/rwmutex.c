/* kernel/sync/rwmutex.c -- many readers or one writer.
 *
 *     in:  R R R        line:  W R R W R      the readers leave: W goes in
 *     in:  W            line:  R R W R        it leaves: R R go in together
 *     in:  R R          line:  W R            and so on
 *
 * Invariants, true whenever the rwmutex's lock is free (a task that was woken does not wait any
 * more):
 *   - no task writes, or readers == 0;
 *   - a task waits => a task is in;
 *   - readers are in and a task waits => a writer is first in line.
 *
 * Because of the last invariant, a newcomer may not pass a line, and a writer that gives up must
 * let in the readers behind it: no other task would do so before the present readers leave.
 *
 * A writer that ends wakes all tasks in line (owner.c), and keeps the lock for ever.
 *
 * We refused readers first (a writer starves), writers first (readers starve), and a list of the
 * readers (it needs memory for each, and a call that blocks allocates nothing).
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include "owner.h"
#include "wait.h"

/* What a writer's slot points to; a reader's is NULL. */
static char writing;

static struct rill_lock *lock_of(struct rill_rwmutex *rw)
{
    return &rw->waiters.lock;
}

/* Let in as many tasks of the line as may go in. With the lock held, which this drops. */
static void admit(struct rill_rwmutex *rw)
{
    struct rill_served served = {};
    struct rill_single *w;

    while (rill_owner_none(&rw->writer) &&
           (w = RILL_SINGLE(rw->waiters.head))) {
        if (w->slot && rw->readers)
            break;
        if (!rill_waitq_serve_head(&rw->waiters, &w->waiter, 0, &served))
            continue;
        if (!w->slot) {
            rw->readers++;
            continue;
        }
        rill_owner_set(&rw->writer, w->task);
        rill_owner_inherits(RILL_OWNED(rw, writer));
    }
    rill_waitq_leave(&rw->waiters, &served);
}

/* With the lock held, which it drops. */
static int wait_in_line(struct rill_rwmutex *rw, void *slot,
                        enum rill_owned_why why, uint64_t deadline_ns,
                        const char *call)
{
    int r;

    if (rill_owner_is(&rw->writer, rill_task_self()))
        rill_panic_holding(
            lock_of(rw),
            "%s: task \"%s\" has locked this for writing already; "
            "unlock it first",
            call, rill_task_name(rill_task_self()));
    r = rill_owned_wait(RILL_OWNED(rw, writer), slot, why, deadline_ns);
    if (r == -EOWNERDEAD)
        rill_panic("%s: task %u locked this for writing and has ended; unlock "
                   "it on every way out of a task",
                   call, (unsigned)rill_owner_number(&rw->writer));
    return r;
}

/* The rare half of each call is a function apart, so that the common half needs no stack frame.
 * With the lock held, which the rare half drops. */
__attribute__((noinline)) static int wait_to_write(struct rill_rwmutex *rw,
                                                   uint64_t deadline_ns)
{
    int r = wait_in_line(rw, &writing, RILL_LOCK_FOR_WRITING, deadline_ns,
                         "rill_rwmutex_lock");

    if (r) {
        rill_lock_take(lock_of(rw));
        admit(rw);
    }
    return r;
}

int rill_rwmutex_lock(struct rill_rwmutex *rw, uint64_t deadline_ns)
{
    int r;

    r = rill_sched_enter_to_wait(lock_of(rw), "rill_rwmutex_lock", deadline_ns);
    if (r)
        return r;
    if (!rill_owner_none(&rw->writer) || rw->readers)
        return wait_to_write(rw, deadline_ns);
    rill_owner_set(&rw->writer, rill_task_self());
    rill_lock_drop(lock_of(rw));
    return 0;
}

__attribute__((noinline)) static void unlock_rarely(struct rill_rwmutex *rw)
{
    if (!rill_owner_is(&rw->writer, rill_task_self())) {
        rill_panic_holding(
            lock_of(rw),
            "rill_rwmutex_unlock: task \"%s\" has not locked this for "
            "writing; %s has (rill_rwmutex_runlock is for readers)",
            rill_task_name(rill_task_self()), rill_owner_name(&rw->writer));
    }
    rill_owner_clear(&rw->writer);
    admit(rw);
}

void rill_rwmutex_unlock(struct rill_rwmutex *rw)
{
    rill_sched_enter_at(lock_of(rw), "rill_rwmutex_unlock");
    if (!rill_owner_is_alone(&rw->writer, rill_task_self()) ||
        rw->waiters.head) {
        unlock_rarely(rw);
        return;
    }
    rw->writer.number = 0;
    rill_lock_drop(lock_of(rw));
}

__attribute__((noinline)) static int rlock_rarely(struct rill_rwmutex *rw,
                                                  uint64_t deadline_ns)
{
    if (!rill_owner_none(&rw->writer) || rw->waiters.head)
        return wait_in_line(rw, NULL, RILL_LOCK_FOR_READING, deadline_ns,
                            "rill_rwmutex_rlock");
    rw->readers++;
    rill_lock_drop(lock_of(rw));
    return 0;
}

int rill_rwmutex_rlock(struct rill_rwmutex *rw, uint64_t deadline_ns)
{
    int r;

    r = rill_sched_enter_to_wait(lock_of(rw), "rill_rwmutex_rlock",
                                 deadline_ns);
    if (r)
        return r;
    if (!rill_owner_none(&rw->writer) || rw->waiters.head)
        return rlock_rarely(rw, deadline_ns);
    rw->readers++;
    rill_lock_drop(lock_of(rw));
    return 0;
}

__attribute__((noinline)) static void runlock_rarely(struct rill_rwmutex *rw)
{
    if (!rw->readers)
        rill_panic_holding(
            lock_of(rw),
            "rill_rwmutex_runlock: nobody has locked this for reading; "
            "one unlock for each lock");
    if (--rw->readers)
        rill_lock_drop(lock_of(rw));
    else
        admit(rw);
}

void rill_rwmutex_runlock(struct rill_rwmutex *rw)
{
    rill_sched_enter_at(lock_of(rw), "rill_rwmutex_runlock");
    if (!rw->readers || rw->waiters.head) {
        runlock_rarely(rw);
        return;
    }
    rw->readers--;
    rill_lock_drop(lock_of(rw));
}
