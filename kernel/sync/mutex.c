/* kernel/sync/mutex.c -- mutexes; each unlock gives the mutex to the first task in line.
 *
 * Invariants, true whenever the mutex's lock is free: a task waits => there is an owner, and its
 * word is marked as WAITED. So one word locks and unlocks a mutex for which no task waits
 * (rill/inline/mutex.h); the mark sends the unlock here. The mark may still be there when all tasks
 * that waited have given up.
 *
 * The unlock names the next owner before any other task can run, so a newcomer cannot pass the
 * tasks that wait. A task that ends with a mutex locked is found by the next task that wants the
 * mutex (owner.h), and wakes the tasks that wait (owner.c).
 */
#include <errno.h>
#include <rill/mutex.h>
#include <rill/panic.h>
#include <rill/time.h>
#include "owner.h"
#include "wait.h"

static struct rill_lock *lock_of(struct rill_mutex *m)
{
    return &m->waiters.lock;
}

int rill_mutex_lock_slowly(struct rill_mutex *m, uint64_t deadline_ns)
{
    int r;

    r = rill_sched_enter_to_wait(lock_of(m), "rill_mutex_lock", deadline_ns);
    if (r)
        return r;
    if (rill_owner_none(&m->owner)) {
        rill_owner_set(&m->owner, rill_task_self());
        rill_lock_drop(lock_of(m));
        return 0;
    }
    if (rill_owner_is(&m->owner, rill_task_self()))
        rill_panic_holding(lock_of(m),
                           "rill_mutex_lock: task \"%s\" holds this mutex "
                           "already; unlock it first",
                           rill_task_name(rill_task_self()));
    r = rill_owned_wait(RILL_OWNED(m, owner), NULL, RILL_LOCK_MUTEX,
                        deadline_ns);
    if (r == -EOWNERDEAD)
        rill_panic("rill_mutex_lock: task %u held this mutex and has "
                   "ended; unlock it on every way out of a task",
                   (unsigned)rill_owner_number(&m->owner));
    return r;
}

void rill_mutex_hand_over(struct rill_mutex *m, struct rill_served *served)
{
    struct rill_single *w = rill_waitq_serve(&m->waiters, 0, served);

    rill_owner_clear(&m->owner);
    if (!w)
        return;
    rill_owner_set(&m->owner, w->task);
    rill_owner_inherits(RILL_OWNED(m, owner));
}

void rill_mutex_unlock_slowly(struct rill_mutex *m)
{
    struct rill_served served = {};

    rill_sched_enter_at(lock_of(m), "rill_mutex_unlock");
    if (!rill_owner_is(&m->owner, rill_task_self()))
        rill_panic_holding(
            lock_of(m),
            "rill_mutex_unlock: task \"%s\" does not hold this mutex; %s does",
            rill_task_name(rill_task_self()), rill_owner_name(&m->owner));
    rill_mutex_hand_over(m, &served);
    rill_waitq_leave(&m->waiters, &served);
}

void rill_mutex_lock_surely(struct rill_mutex *m)
{
    bool masked;

    rill_sched_enter("rill_mutex_lock");
    masked = rill_sched_mask(rill_task_self(), true);
    rill_sched_leave();
    rill_assert(rill_mutex_lock(m, RILL_FOREVER) == 0);
    rill_sched_reenter();
    rill_sched_mask(rill_task_self(), masked);
    rill_sched_leave();
}

bool rill_mutex_held(const struct rill_mutex *m)
{
    return !rill_owner_none(&m->owner) && /* in a trap, the number is 0 too */
           rill_owner_is(&m->owner, rill_task_self());
}
