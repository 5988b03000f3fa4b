/* rill/mutex.h -- mutual exclusion between tasks, first come first served.
 *
 * A task that unlocks a mutex hands it to the task that has waited longest. So no task
 * starves.
 *
 * Memory:  the caller owns the mutex. All zero is an unlocked mutex.
 * Callers: tasks, on any hart. A call from a trap handler panics.
 * Time:    deadline_ns is absolute, in ns since boot (rill/time.h).
 * Owner:   a task must unlock before it ends. Afterwards no task can, and what the mutex
 *          guards may be half changed. So Rill panics in every task that wants the mutex:
 *          in those that wait for it, as soon as the holder ends, however far their
 *          deadline is; in those that come later, at once. A task's end comes after its
 *          deferred calls, exit hooks and destroyers of keys, any of which may still
 *          unlock. A task that recovers from a panic has not ended: it holds what it held.
 */
#ifndef RILL_MUTEX_H
#define RILL_MUTEX_H

#include <rill/chan.h>

RILL_C_BEGIN

struct rill_mutex { /* all members are Rill's own */
    struct rill_owner owner;
    struct rill_waitq waiters;
};

/* Lock the mutex. Blocks while another task holds it.
 *   returns  0; -ETIMEDOUT: deadline_ns came first; -ECANCELED: the caller is cancelled
 *            (rill/context.h). After an error the caller does not hold the mutex, even if
 *            the mutex is free.
 * Misuse: the caller holds the mutex already, or a task that held it has ended: panic. */
int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns);

/* Unlock the mutex. Does not block.
 * Misuse: the caller does not hold the mutex: panic. */
void rill_mutex_unlock(struct rill_mutex *m);

/* Does the calling task hold the mutex? */
bool rill_mutex_held(const struct rill_mutex *m);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/mutex.h>

#endif
