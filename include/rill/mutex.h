/* rill/mutex.h -- mutual exclusion between tasks, first come first served.
 *
 * Unlocking hands the mutex to the task that has waited longest, so nobody
 * starves. Memory: the caller's; all zero is an unlocked mutex.
 * Callers: tasks only; a call from a trap handler panics.
 *
 * A task that ends must have unlocked: after that nobody can, and what the mutex
 * guards may be half done. Every task that wants it is told, by a panic: those that
 * wait already when the holder ends, as soon as it does, be their deadline far; and
 * those that come later, at once. The end is the task's last step, after deferred
 * calls, exit hooks and destroyers of keys, any of which may still unlock. A panic
 * that is recovered is no end: the task holds what it held.
 */
#ifndef RILL_MUTEX_H
#define RILL_MUTEX_H

#include <rill/chan.h>

RILL_C_BEGIN

/* Private: kernel/sync/owner.h. All zero is nobody. What has an owner begins with it,
 * and then the tasks that wait. */
struct rill_owner {
    void *tp;        /* the task's */
    uint32_t number; /* RILL_OWNER_WAITED: somebody wants it */
};
#define RILL_OWNER_WAITED 0x80000000u

struct rill_mutex {
    struct rill_owner owner;
    struct rill_waitq waiters;
};

/* Private: what the two below do where it takes more than a few instructions. */
int rill_mutex_lock_slowly(struct rill_mutex *m,
                           uint64_t deadline_ns) RILL_RARE;
void rill_mutex_unlock_slowly(struct rill_mutex *m) RILL_RARE;

/* Lock, waiting at most until deadline_ns.
 *   returns  0; -ETIMEDOUT; -ECANCELED (rill/context.h), and then it is not locked, be it
 *            free or not. A lock that the caller holds already, or
 *            that a task held when it ended, before or while the caller waits: panic. */
RILL_INLINE int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns)
{
    uint32_t self = rill_here();

    RILL_DEADLINE(deadline_ns);
    if (!RILL_QUICK || (RILL_MANY && rill_hurdle()))
        return rill_mutex_lock_slowly(m, deadline_ns);
    RILL_LOCK_TAKE(&m->waiters.lock);
    if ((int32_t)m->owner.number != RILL_LOCKED_HURDLE) {
        RILL_LOCK_DROP(&m->waiters.lock);
        return rill_mutex_lock_slowly(m, deadline_ns);
    }
    m->owner.number = self;
    m->owner.tp = __builtin_thread_pointer();
    RILL_LOCK_DROP(&m->waiters.lock);
    return 0;
}

/* Unlock. Does not block. By a task that does not hold it: panic. */
RILL_INLINE void rill_mutex_unlock(struct rill_mutex *m)
{
    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&m->waiters.lock);
        if (m->owner.number == rill_here()) {
            m->owner.number = 0;
            RILL_LOCK_DROP(&m->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&m->waiters.lock);
    }
    rill_mutex_unlock_slowly(m);
}

/* Does the caller hold it? */
bool rill_mutex_held(const struct rill_mutex *m);

RILL_C_END

#endif
