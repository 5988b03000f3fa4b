/* kernel/rwmutex.c -- many readers or one writer.
 *
 *     in:  R R R        line:  W R R W R      the readers leave: W goes in
 *     in:  W            line:  R R W R        it leaves: R R go in together
 *     in:  R R          line:  W R            and so on
 *
 * Invariants, true whenever its lock is free (who waits: those that
 * nobody has woken):
 *   - nobody writes, or readers == 0;
 *   - somebody waits => somebody is in;
 *   - readers are in and somebody waits => a writer is first in line.
 *
 * The last is why a newcomer may not pass a line, and why a writer that gives up
 * must let in the readers that stood behind it: nobody else would before the
 * present readers leave.
 *
 * Refused: readers first (a writer starves), writers first (readers starve), a
 * list of who reads (memory for each, and what blocks allocates nothing).
 */
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

/* Move the line up as far as it goes. With the lock held, which it drops. */
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
        if (w->slot)
            rill_owner_set(&rw->writer, w->task);
        else
            rw->readers++;
    }
    rill_waitq_leave(&rw->waiters, &served);
}

static void check_writer(struct rill_rwmutex *rw, const char *call)
{
    const struct rill_task *self = rill_task_self();

    if (rill_owner_is(&rw->writer, self))
        rill_panic_holding(
            lock_of(rw),
            "%s: task \"%s\" has locked this for writing already; "
            "unlock it first",
            call, rill_task_name(self));
    if (!rill_owner_none(&rw->writer) && rill_owner_ended(&rw->writer))
        rill_panic_holding(
            lock_of(rw),
            "%s: task %u locked this for writing and has ended; unlock "
            "it on every way out of a task",
            call, (unsigned)rill_owner_number(&rw->writer));
}

/* The rare half of each call is apart, so that the other needs no stack frame.
 * With the lock held, which they drop. */
__attribute__((noinline)) static int wait_to_write(struct rill_rwmutex *rw,
                                                   uint64_t deadline_ns)
{
    int r;

    check_writer(rw, "rill_rwmutex_lock");
    r = rill_waitq_wait(&rw->waiters, &writing, "lock for writing", rw,
                        deadline_ns);
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
    if (!rill_owner_is(&rw->writer, rill_task_self()) || rw->waiters.head) {
        unlock_rarely(rw);
        return;
    }
    rill_owner_clear(&rw->writer);
    rill_lock_drop(lock_of(rw));
}

__attribute__((noinline)) static int rlock_rarely(struct rill_rwmutex *rw,
                                                  uint64_t deadline_ns)
{
    if (!rill_owner_none(&rw->writer) || rw->waiters.head) {
        check_writer(rw, "rill_rwmutex_rlock");
        return rill_waitq_wait(&rw->waiters, NULL, "lock for reading", rw,
                               deadline_ns);
    }
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
