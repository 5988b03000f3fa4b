/* rill/mutex.h -- mutual exclusion between tasks, first come first served.
 *
 * Unlocking hands the mutex to the task that has waited longest, so nobody
 * starves. Memory: the caller's; all zero is an unlocked mutex.
 * Callers: tasks only; a call from a trap handler panics.
 */
#ifndef RILL_MUTEX_H
#define RILL_MUTEX_H

#include <rill/chan.h>

/* Private: kernel/owner.h. All zero is nobody. */
struct rill_owner {
    struct rill_task *task;
    uint32_t number;
};

struct rill_mutex {
    struct rill_owner owner;
    struct rill_waitq waiters;
};

/* Lock, waiting at most until deadline_ns.
 *   returns  0, -ETIMEDOUT. A lock that the caller holds already, or that a task
 *            held when it ended: panic. */
int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns);

/* Unlock. Does not block. By a task that does not hold it: panic. */
void rill_mutex_unlock(struct rill_mutex *m);

/* Does the caller hold it? */
bool rill_mutex_held(const struct rill_mutex *m);

#endif
