/* rill/sync.h -- what tasks agree by, besides mutexes and channels:
 *
 *     struct rill_rwmutex    many readers or one writer
 *     struct rill_cond       give up a mutex, and wait for a change of what it guards
 *     struct rill_sem        a number of things to take; a trap handler may give some
 *     struct rill_waitgroup  wait until as many have ended as were added
 *     struct rill_once       the first task does it, and no other ever does
 *     struct rill_barrier    no task goes on before all have come
 *     struct rill_event      it has happened; a trap handler may say so
 *
 * Memory:  the caller owns the object, and the calls allocate nothing. All zero is a valid
 *          start: nobody holds the lock, the count is 0, it has not happened. A barrier
 *          needs .parties. The object must outlive every task that uses it.
 * Callers: tasks, on any hart. A call from a trap handler panics, but for rill_event_set
 *          and rill_sem_put on an object with by_trap.
 * Blocks:  only calls with a deadline block. No other call here switches tasks.
 * Time:    deadline_ns is absolute, in ns since boot (rill/time.h).
 * Errors:  a call returns 0 or a negative errno; errno itself stays as it was.
 *          -ETIMEDOUT: the deadline came first. -ECANCELED: the caller is cancelled; a call
 *          that need not wait answers so now and then (rill/context.h), but not with
 *          RILL_POLL. After either error the caller is in no queue.
 * Order:   the task that has waited longest is served first. What a task is woken for is its
 *          own: no task that comes later can take it away.
 * Owners:  a rwmutex that is locked for writing has an owner, and so has a once that is
 *          under way: what happens when that task ends is said there. The other objects
 *          have no owner: Rill does not know which task will give, come or unlock. If that
 *          task ends without doing so, the tasks that wait go on waiting.
 */
#ifndef RILL_SYNC_H
#define RILL_SYNC_H

#include <stdbool.h>
#include <stdint.h>
#include <rill/chan.h>
#include <rill/mutex.h>

RILL_C_BEGIN

/* ---- many readers or one writer ----
 *
 * Readers and writers stand in one queue, and the queue moves in phases: one writer, or all
 * readers up to the next writer. So a writer that waits holds back readers that come later,
 * and neither readers nor writers starve. */

struct rill_rwmutex { /* all members are Rill's own */
    struct rill_owner writer;
    struct rill_waitq waiters;
    uint32_t readers;
};

/* Lock for writing. Blocks while another task reads or writes.
 *   returns  0; -ETIMEDOUT; -ECANCELED.
 * Misuse: the caller writes already, or a writer has ended without unlocking, before or
 * during the wait, as in rill/mutex.h: panic. */
int rill_rwmutex_lock(struct rill_rwmutex *rw, uint64_t deadline_ns);

/* Unlock after writing. Misuse: the caller does not write: panic. */
void rill_rwmutex_unlock(struct rill_rwmutex *rw);

/* Lock for reading. Blocks while a task writes, or a writer waits.
 *   returns  0; -ETIMEDOUT; -ECANCELED.
 * Misuse: the caller writes, or a writer has ended without unlocking: panic. A reader must
 * not lock again, for reading or for writing: a writer between the two locks would wait for
 * the reader, and the reader for the writer. Rill does not record readers, so it does not
 * find that mistake, nor a reader that ends without unlocking: then writers wait for ever. */
int rill_rwmutex_rlock(struct rill_rwmutex *rw, uint64_t deadline_ns);

/* Unlock after reading. Misuse: no task reads: panic. */
void rill_rwmutex_runlock(struct rill_rwmutex *rw);

/* ---- condition variable ---- */

struct rill_cond { /* all members are Rill's own */
    struct rill_waitq waiters;
};

/* Unlock m, wait for a signal, lock m again. No other task comes between the unlock and the
 * wait. Other tasks may run between the signal and the lock: so look in a loop at what you
 * wait for. The deadline bounds the wait for the signal, not the lock.
 *
 *     while (!ready)
 *         if (rill_cond_wait(&c, &m, deadline))
 *             break;
 *
 *   returns  0: a signal came; -ETIMEDOUT; -ECANCELED. The caller holds m in every case.
 * Misuse: the caller does not hold m; other tasks wait for c with another mutex; a task
 * that holds m ends before the caller has m again (rill/mutex.h): panic. */
int rill_cond_wait(struct rill_cond *c, struct rill_mutex *m,
                   uint64_t deadline_ns);

/* Wake the task that has waited longest; or all tasks that wait. When no task waits,
 * nothing happens. The caller need not hold the mutex. */
void rill_cond_signal(struct rill_cond *c);
void rill_cond_broadcast(struct rill_cond *c);

/* ---- semaphore ---- */

struct rill_sem {
    struct rill_waitq waiters; /* Rill's own */
    int32_t count; /* set it at the start: how many there are; -1: none */
    bool by_trap;  /* set it at the start: a trap handler will give some */
    /* Rill's own: */
    uint32_t private_given;
    struct rill_notice private_notice;
};

/* Take one. Blocks while there is none.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
int rill_sem_get(struct rill_sem *s, uint64_t deadline_ns);

/* Give one, to the task that has waited longest if any waits. The caller need not have
 * taken one. Does not block.
 * In a trap handler a call takes as long however many tasks wait. The hart's next switch, or
 * an idle hart while this hart computes, wakes the tasks; a rill_sem_get that finds none
 * looks whether a trap has given one. Every call counts, however many come before that.
 * Such a semaphore must stay for good.
 * Misuse: a trap handler calls, and by_trap is not set: panic, for the scheduler then counts
 * on no trap to wake the tasks that wait. More than 2^31 - 1 to take: panic. */
void rill_sem_put(struct rill_sem *s);

/* ---- wait group ---- */

struct rill_waitgroup { /* all members are Rill's own */
    struct rill_waitq waiters;
    int32_t count;
};

/* Add n to wait for. Add before the task starts, not in that task.
 * Misuse: more than 2^31 - 1: panic. */
void rill_waitgroup_add(struct rill_waitgroup *wg, uint32_t n);

/* One less to wait for. The last one wakes all tasks that wait.
 * Misuse: more done than added: panic. */
void rill_waitgroup_done(struct rill_waitgroup *wg);

/* Wait until none is left; returns at once if nothing was added. The last done lets every
 * task go that waits then: the group may be used again at once, and a later add does not
 * hold these tasks back.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
int rill_waitgroup_wait(struct rill_waitgroup *wg, uint64_t deadline_ns);

/* ---- once ---- */

struct rill_once { /* all members are Rill's own */
    struct rill_owner runner;
    struct rill_waitq waiters;
    bool finished;
};

/* Run fn(arg), unless a task has run it already. While another task runs fn, wait until that
 * task is done. The deadline bounds that wait, and not fn.
 * fn runs once and never again. The once is done however fn is left, as in Go: by a return,
 * by a panic, recovered or not, or by the end of its task. Then the tasks that wait go on,
 * and every later call returns 0. So fn itself records whether it succeeded. A cancellation
 * does not end fn.
 *   returns  0: the once is done; -ETIMEDOUT; -ECANCELED.
 * Misuse: fn calls this for its own once, and would wait for itself: panic. When fn is left
 * by a longjmp, or by a fault that a rill_catch_fault further out ends, the once stays under
 * way: Rill does not see either, as with a deferred call (rill/defer.h). */
int rill_once_do(struct rill_once *o, void (*fn)(void *), void *arg,
                 uint64_t deadline_ns);

/* ---- barrier ---- */

struct rill_barrier {
    struct rill_waitq waiters; /* Rill's own */
    uint32_t parties;          /* how many must come; set it at the start */
    uint32_t arrived;          /* Rill's own, and so is `round` */
    uint32_t round;
};

/* Wait until all parties have come. Then the barrier opens, and is closed again for the next
 * round. A task that gives up has not come.
 *   returns  0; -ETIMEDOUT; -ECANCELED.
 * Misuse: parties is 0: panic. */
int rill_barrier_wait(struct rill_barrier *b, uint64_t deadline_ns);

/* ---- event ---- */

struct rill_event {
    struct rill_waitq waiters;   /* Rill's own */
    struct rill_notice by_traps; /* Rill's own */
    bool happened;
    bool by_trap; /* set it at the start: a trap handler will set the event */
};

/* It has happened: wake the tasks that wait, up to and including the first that takes the
 * event. Two sets before a task looks are one. Does not block.
 * In a trap handler a call takes as long however many tasks wait: the next switch wakes them.
 * An event that a trap sets must stay for good.
 * Misuse: a trap handler calls, and by_trap is not set: panic, as with rill_sem_put. */
void rill_event_set(struct rill_event *e);

/* It has not happened, or not again. Does not block. */
void rill_event_clear(struct rill_event *e);

/* Wait until it has happened, and leave the event set: any number of tasks see it.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
int rill_event_wait(struct rill_event *e, uint64_t deadline_ns);

/* Wait until it has happened, and clear the event in that step: each set lets one task
 * through.
 *   returns  0; -ETIMEDOUT; -ECANCELED. */
int rill_event_take(struct rill_event *e, uint64_t deadline_ns);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/sync.h>

#endif
