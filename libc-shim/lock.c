/* libc-shim/lock.c -- picolibc's locks, over rill/mutex.h.
 *
 * picolibc has one global lock, recursive (malloc, atexit, environ, time zones),
 * and one for each bufio FILE, not recursive. All ten functions and the global
 * lock are defined here. None may be missing: picolibc's own no-ops are in one
 * archive member, so a single name from it brings all the others in as well, and
 * they clash with ours.
 *
 * A lock is counted here, since rill_mutex panics when its holder locks it
 * again. For the lock that is not recursive that panic is what we want.
 *
 * Whether the caller holds a lock is asked without a lock of ours: the owner is one
 * word, a number that no other task ever has; the caller's own number is put there by
 * the caller's lock and taken away by its unlock (others only mark that they wait), so
 * what another hart writes meanwhile cannot make it this number, nor end it being so.
 * `depth` is touched by the holder alone, and goes to the next with the mutex.
 *
 * lock == NULL does nothing. picolibc passes it for a FILE made statically by
 * FDEV_SETUP_BUFIO, for which nobody has made a lock, or when malloc had no room
 * for one. Writing to the console has a lock of its own, so such a FILE is only at risk
 * when two tasks read it at once. A common lock for
 * all of them was refused: a task waiting for input would hold it for ever.
 *
 * Tasks only, like the mutex: malloc in a trap handler panics, and says so.
 */
#include <stdlib.h>
#include <sys/lock.h>

#include <rill/context.h>
#include <rill/mutex.h>
#include <rill/task.h>
#include <rill/time.h>

#include "tasks.h"

struct __lock {
    struct rill_mutex mutex;
    unsigned depth; /* how often its holder has it, less one */
};

struct __lock __lock___libc_recursive_mutex;

/* Which of them it was, the backtrace says. */
#define CALLS                                                                 \
    "malloc, free, or another call of libc's that locks (getenv, localtime, " \
    "atexit, a FILE)"

void __retarget_lock_init(_LOCK_T *lock)
{
    *lock = calloc(1, sizeof **lock);
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    __retarget_lock_init(lock);
}

void __retarget_lock_close(_LOCK_T lock)
{
    if (lock != &__lock___libc_recursive_mutex)
        free(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    __retarget_lock_close(lock);
}

/* Of a cancelled task as well: libc has no way to be told. */
static void lock_surely(struct rill_mutex *m)
{
    bool masked;

    if (rill_mutex_lock(m, RILL_FOREVER) == 0)
        return;
    masked = rill_cancel_mask(true);
    (void)rill_mutex_lock(m, RILL_FOREVER);
    rill_cancel_mask(masked);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    if (lock == NULL)
        return;
    RILL_TASKS_ONLY(CALLS);
    lock_surely(&lock->mutex);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    if (lock == NULL)
        return;
    RILL_TASKS_ONLY(CALLS);
    if (rill_mutex_held(&lock->mutex))
        lock->depth++;
    else
        lock_surely(&lock->mutex);
}

/* Both return 1 for success, 0 when another has it. */
int __retarget_lock_try_acquire(_LOCK_T lock)
{
    if (lock == NULL)
        return 1;
    return !rill_mutex_held(&lock->mutex) &&
           rill_mutex_lock(&lock->mutex, RILL_POLL) == 0;
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    if (lock != NULL && rill_mutex_held(&lock->mutex)) {
        lock->depth++;
        return 1;
    }
    return __retarget_lock_try_acquire(lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
    if (lock != NULL)
        rill_mutex_unlock(&lock->mutex);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    if (lock == NULL)
        return;
    if (lock->depth > 0)
        lock->depth--;
    else
        rill_mutex_unlock(&lock->mutex);
}
