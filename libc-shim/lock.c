/* libc-shim/lock.c -- picolibc's locks, over rill/mutex.h.
 *
 * picolibc has one global lock, recursive (atexit, environ, time zones), and
 * one for each bufio FILE, not recursive. This file defines all ten functions and the
 * global lock. None may be missing: picolibc's own no-ops are in one archive member, so
 * one name from it brings all the others in, and they clash with ours.
 *
 * The recursive lock counts here, because rill_mutex panics when its holder locks it
 * again. For a lock that is not recursive we want that panic.
 *
 * The question "does the caller hold this lock?" needs no lock of ours. The owner is
 * one word, a number that no other task ever has. Only the caller's lock writes the
 * caller's number there, and only its unlock takes the number away (other tasks only
 * mark that they wait). So nothing that another hart writes meanwhile can change the
 * answer. Only the holder touches `depth`, which goes to the next holder with the
 * mutex.
 *
 * lock == NULL does nothing. picolibc passes it for a FILE made statically by
 * FDEV_SETUP_BUFIO, which has no lock, or when malloc had no room for a lock. Writing
 * to the console has a lock of its own, so such a FILE is only at risk when two tasks
 * read it at once. We refused a common lock for all such FILEs, because a task that
 * waits for input would hold it for ever.
 *
 * Only tasks may lock, as with the mutex: getenv in a trap handler panics, and says so.
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

/* The backtrace says which of the functions it was. */
#define CALLS \
    "another call of libc's that locks (getenv, localtime, atexit, a FILE)"

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

/* A cancelled task also gets the lock: libc has no way to hear of the cancellation. */
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

/* The two functions return 1 for success, 0 when another task has the lock. */
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
