/* rill/sync.h -- what tasks agree by, other than a mutex or a channel:
 *
 *     struct rill_rwmutex    many readers or one writer
 *     struct rill_cond       wait, with a mutex given up, for what it guards
 *     struct rill_sem        a number of things to be had; a trap handler may give some
 *     struct rill_waitgroup  wait until as many have ended as were added
 *     struct rill_once       done by the first, and by nobody else
 *     struct rill_barrier    nobody goes on before all have come
 *     struct rill_event      it has happened; a trap handler may say so
 *
 * Memory:  the caller's, no more than what is here. All zero is a valid start:
 *          free, 0 to be had, nobody added, not done, not happened; a barrier
 *          needs .parties. Each must outlive every task that uses it.
 * Callers: tasks only; a call from a trap handler panics. rill_event_set and
 *          rill_sem_put are for both, if the object says by_trap.
 * Time:    deadline_ns is absolute since boot (rill/time.h).
 * Errors:  negative errno by return; errno itself untouched. What is said to
 *          panic is a mistake of the caller.
 * Order:   waiters are served first in, first out, and served means served:
 *          what a task is woken for is its own, and no newcomer can take it. A task
 *          that gives up leaves no trace.
 * Owners:  a lock for writing has one, as a mutex has, and a once that is under way:
 *          what becomes of each when that task ends is said below. Locks for reading,
 *          semaphores, conditions, wait groups, barriers and events have none: nobody
 *          knows which task will give, come or unlock. If that task ends without doing
 *          so, those that wait go on waiting.
 *
 * Only calls with a deadline block; none but those may switch tasks. Each of them may say
 * -ECANCELED, though it need not wait (rill/context.h); not with RILL_POLL.
 */
#ifndef RILL_SYNC_H
#define RILL_SYNC_H

#include <stdbool.h>
#include <stdint.h>
#include <rill/chan.h>
#include <rill/mutex.h>

RILL_C_BEGIN

/* ---- many readers or one writer ---- */

struct rill_rwmutex {
    struct rill_owner writer;
    struct rill_waitq waiters; /* readers and writers, in one line */
    uint32_t readers;          /* how many read */
};

/* Lock for writing, and unlock. The line moves up in phases: one writer, or all
 * readers up to the next writer. So a writer that waits holds back readers that
 * come later, and neither kind starves.
 *   returns  0; -ETIMEDOUT; -ECANCELED. A caller that writes already: panic. A writer
 *            that ended without unlocking, before or while the caller waits: panic, as
 *            in rill/mutex.h. Unlock by a task that does not write: panic. */
int rill_rwmutex_lock(struct rill_rwmutex *rw, uint64_t deadline_ns);
RILL_TIMED(rill_rwmutex_lock, (struct rill_rwmutex * rw, uint64_t deadline_ns),
           (rw, deadline_ns))
void rill_rwmutex_unlock(struct rill_rwmutex *rw);

/* Lock for reading, and unlock. A reader must not lock again, in either way: a
 * writer that came in between would wait for it, and it for the writer.
 *   returns  0; -ETIMEDOUT; -ECANCELED. Panics as above, a reader that waits being told of
 *            a writer that ended, too. Readers are not recorded: so only an unlock
 *            when nobody reads is found, and a reader that ends without unlocking
 *            is not. Writers then wait for ever. */
int rill_rwmutex_rlock(struct rill_rwmutex *rw, uint64_t deadline_ns);
RILL_TIMED(rill_rwmutex_rlock, (struct rill_rwmutex * rw, uint64_t deadline_ns),
           (rw, deadline_ns))
void rill_rwmutex_runlock(struct rill_rwmutex *rw);

/* ---- condition variable ---- */

struct rill_cond {
    struct rill_waitq waiters;
};

/* Unlock m, wait for a signal, lock m again: nothing comes between the first
 * two. Look at what you wait for in a loop, for others may run before m is
 * yours again, which the deadline does not bound:
 *     while (!ready)
 *         if (rill_cond_wait(&c, &m, deadline))
 *             break;
 *   returns  0: signalled; -ETIMEDOUT; -ECANCELED. The caller holds m, whichever it is.
 *            m is not the caller's, or not that of other waiters: panic. So is a
 *            holder of m that ends before m is the caller's again (rill/mutex.h). */
int rill_cond_wait(struct rill_cond *c, struct rill_mutex *m,
                   uint64_t deadline_ns);
RILL_TIMED(rill_cond_wait,
           (struct rill_cond * c, struct rill_mutex *m, uint64_t deadline_ns),
           (c, m, deadline_ns))

/* Wake the one that has waited longest, or all. If nobody waits, nothing
 * happens. The caller need not hold the mutex. */
void rill_cond_signal(struct rill_cond *c);
void rill_cond_broadcast(struct rill_cond *c);

/* ---- semaphore ---- */

struct rill_sem {
    struct rill_waitq waiters;
    int32_t count; /* set it at the start: how many there are to be had; -1:
                      none, and somebody waits or did */
    bool by_trap;  /* set it at the start: a trap handler will give some */
    uint32_t private_given; /* by traps, and nobody has looked yet */
    struct rill_notice private_notice;
};

/* Private: what the two below do where it takes more than a few instructions. */
int rill_sem_get_slowly(struct rill_sem *s, uint64_t deadline_ns) RILL_RARE;
void rill_sem_put_slowly(struct rill_sem *s) RILL_RARE;

/* Take one, waiting at most until deadline_ns.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
RILL_INLINE int rill_sem_get(struct rill_sem *s, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    if (!RILL_QUICK || (RILL_MANY && rill_hurdle()))
        return rill_sem_get_slowly(s, deadline_ns);
    RILL_LOCK_TAKE(&s->waiters.lock);
    if (s->count <= RILL_LOCKED_HURDLE) {
        RILL_LOCK_DROP(&s->waiters.lock);
        return rill_sem_get_slowly(s, deadline_ns);
    }
    s->count--;
    RILL_LOCK_DROP(&s->waiters.lock);
    return 0;
}

/* Give one, to the first that waits if there is one. Does not block. A task
 * that gives need not have taken. More than 2^31 - 1: panic.
 * A trap handler may give, too, if by_trap is set (else panic: for all the scheduler
 * knows, the waiters would wait for ever). It costs no more when many wait: they are
 * woken at the next switch, of an idle hart if this one computes. None is lost, however
 * many come before that: each counts. A rill_sem_get that finds none to be had looks
 * whether a trap has given one. Such a semaphore must stay in being. */
RILL_INLINE void rill_sem_put(struct rill_sem *s)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&s->waiters.lock);
        count = (int32_t)((uint32_t)s->count + 1);
        if (count > 0 && rill_here()) {
            s->count = count;
            RILL_LOCK_DROP(&s->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&s->waiters.lock);
    }
    rill_sem_put_slowly(s);
}

/* ---- wait group ---- */

struct rill_waitgroup {
    struct rill_waitq waiters;
    int32_t count;
};

/* Private, as above. */
void rill_waitgroup_add_slowly(struct rill_waitgroup *wg, uint32_t n) RILL_RARE;
void rill_waitgroup_done_slowly(struct rill_waitgroup *wg) RILL_RARE;

/* n more to wait for: add before the task starts, not in it. More than 2^31 - 1:
 * panic. */
RILL_INLINE void rill_waitgroup_add(struct rill_waitgroup *wg, uint32_t n)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&wg->waiters.lock);
        count = (int32_t)((uint32_t)wg->count + n);
        if (count >= 0 && n <= INT32_MAX && rill_here()) {
            wg->count = count;
            RILL_LOCK_DROP(&wg->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&wg->waiters.lock);
    }
    rill_waitgroup_add_slowly(wg, n);
}

/* One less. The last wakes all that wait. More done than added: panic. */
RILL_INLINE void rill_waitgroup_done(struct rill_waitgroup *wg)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&wg->waiters.lock);
        count = wg->count - 1;
        if (count > 0 && rill_here()) {
            wg->count = count;
            RILL_LOCK_DROP(&wg->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&wg->waiters.lock);
    }
    rill_waitgroup_done_slowly(wg);
}

/* Wait until none is left; at once if nothing was added. The group may be used
 * again as soon as the last is done: a task that waited is awake for good, and
 * what is added later does not hold it back.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
int rill_waitgroup_wait(struct rill_waitgroup *wg, uint64_t deadline_ns);
RILL_TIMED(rill_waitgroup_wait,
           (struct rill_waitgroup * wg, uint64_t deadline_ns),
           (wg, deadline_ns))

/* ---- once ---- */

struct rill_once {
    struct rill_owner runner; /* the task inside fn */
    struct rill_waitq waiters;
    bool finished;
};

/* Run fn(arg) if nobody has; if somebody does, wait until it is done. The
 * deadline is for that wait, not for fn.
 * fn is run once and never again, and is done however it is left, as in Go: by a
 * return, by a panic, be it recovered or not, or because its task ends there. Then those that
 * wait go on, and later calls return 0, the same task's too. So fn itself says, in what it
 * sets up, whether that succeeded. A cancellation is fn's own to heed, and no end.
 *   returns  0: it is done; -ETIMEDOUT; -ECANCELED. A call from within fn would wait for
 *            itself: panic. A longjmp out of fn, or a rill_catch_fault further out that a
 *            fault in fn ends, passes by the once as by a deferred call that is left
 *            (rill/defer.h): it stays under way. */
int rill_once_do(struct rill_once *o, void (*fn)(void *), void *arg,
                 uint64_t deadline_ns);
RILL_TIMED(rill_once_do,
           (struct rill_once * o, void (*fn)(void *), void *arg,
            uint64_t deadline_ns),
           (o, fn, arg, deadline_ns))

/* ---- barrier ---- */

struct rill_barrier {
    struct rill_waitq waiters;
    uint32_t parties; /* how many must come; set it at the start */
    uint32_t arrived;
    uint32_t round; /* how often it has opened */
};

/* Wait until all parties have come; then it opens and is closed again for the
 * next round. A task that gives up has not come.
 *   returns  0; -ETIMEDOUT; -ECANCELED. parties is 0: panic. */
int rill_barrier_wait(struct rill_barrier *b, uint64_t deadline_ns);
RILL_TIMED(rill_barrier_wait, (struct rill_barrier * b, uint64_t deadline_ns),
           (b, deadline_ns))

/* ---- event ---- */

struct rill_event {
    struct rill_waitq waiters;
    struct rill_notice by_traps;
    bool happened;
    bool by_trap; /* set it at the start: a trap handler will set the event */
};

/* It has happened: wake the tasks that wait, up to and including the first that
 * takes it. From anywhere, a trap handler too if by_trap is set (else panic:
 * for all the scheduler knows, the waiters would wait for ever). In a trap
 * it costs no more when many wait; they are woken at the next switch. Twice
 * before anybody looks is once. An event that a trap sets must stay in being. */
void rill_event_set(struct rill_event *e);

/* It has not happened (again). */
void rill_event_clear(struct rill_event *e);

/* Wait until it has happened, and leave it so: for many.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
RILL_INLINE int rill_event_wait(struct rill_event *e, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_event_wait_parks, e, 0, deadline_ns);
}

/* The same, and clear it in one step: each set lets one taker through. */
RILL_INLINE int rill_event_take(struct rill_event *e, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_event_wait_parks, e, e, deadline_ns);
}

RILL_C_END

#endif
