/* kernel/sync/once.c -- the first caller runs fn; the others wait for it.
 *
 *     new --first call--> runner = it --fn is left--> finished
 *
 * Invariant, true whenever the once's lock is free: a task waits (and was not woken) => a task is
 * in fn.
 *
 * fn ends by a return; or by a panic, which jumps past us, or runs calls further down this stack:
 * then our deferred call finishes the once on its way; or because the task ends in fn. Tasks see
 * such an end as that of a mutex's owner (owner.c): it wakes the tasks that wait, and the first
 * task to see it, woken or new, finishes the once. The once links no deferred calls: if the program
 * has none when fn begins, no rill_try is outside, and a panic that leaves fn ends the task.
 */
#include <errno.h>
#include <rill/defer.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include "extras.h"
#include "owner.h"

/* Called by the runner, or by a task that sees that the runner has ended. */
static void finish(void *once)
{
    struct rill_once *o = once;
    struct rill_served served = {};

    rill_sched_enter_at(&o->waiters.lock, "rill_once_do");
    if (rill_owner_is(&o->runner, rill_task_self()))
        rill_owner_clear(&o->runner);
    o->finished = true;
    rill_waitq_serve_all(&o->waiters, 0, &served);
    rill_waitq_leave(&o->waiters, &served);
}

/* The next two are called with the lock held, which they drop. */

static int wait_for_runner(struct rill_once *o, uint64_t deadline_ns)
{
    int r;

    if (rill_owner_is(&o->runner, rill_task_self()))
        rill_panic_holding(
            &o->waiters.lock,
            "rill_once_do: task \"%s\" is inside this once already and "
            "would wait for itself; let fn not call it",
            rill_task_name(rill_task_self()));
    r = rill_owned_wait(RILL_OWNED(o, runner), NULL, RILL_WAIT_FOR_ONCE,
                        deadline_ns);
    if (r != -EOWNERDEAD)
        return r;
    finish(o);
    return 0;
}

__attribute__((noinline)) static int do_first(struct rill_once *o,
                                              void (*fn)(void *), void *arg,
                                              uint64_t deadline_ns)
{
    const struct rill_unwind *unwind = rill_task_extras.unwind;
    struct rill_defer left;

    if (!rill_owner_none(&o->runner))
        return wait_for_runner(o, deadline_ns);
    rill_owner_set(&o->runner, rill_task_self());
    rill_lock_drop(&o->waiters.lock);
    if (unwind)
        unwind->push(&left, finish, o);
    fn(arg);
    finish(o);
    if (unwind)
        unwind->take_out(&left);
    return 0;
}

int rill_once_do(struct rill_once *o, void (*fn)(void *), void *arg,
                 uint64_t deadline_ns)
{
    int r;

    r = rill_sched_enter_to_wait(&o->waiters.lock, "rill_once_do", deadline_ns);
    if (r)
        return r;
    if (!o->finished)
        return do_first(o, fn, arg, deadline_ns);
    rill_lock_drop(&o->waiters.lock);
    return 0;
}
