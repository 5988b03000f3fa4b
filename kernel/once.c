/* kernel/once.c -- done by the first.
 *
 *     new --first call--> runner = it --fn returns--> finished
 *
 * Invariant, true whenever its lock is free: somebody waits (and was
 * not woken) => a task is in fn.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "owner.h"
#include "wait.h"

static void check_runner(struct rill_once *o)
{
    if (rill_owner_is(&o->runner, rill_task_self()))
        rill_panic_holding(
            &o->waiters.lock,
            "rill_once_do: task \"%s\" is inside this once already and "
            "would wait for itself; let fn not call it",
            rill_task_name(rill_task_self()));
    if (rill_owner_ended(&o->runner))
        rill_panic_holding(
            &o->waiters.lock,
            "rill_once_do: task %u ended inside fn; let fn return",
            (unsigned)rill_owner_number(&o->runner));
}

/* With the lock held, which it drops. */
__attribute__((noinline)) static int do_first(struct rill_once *o,
                                              void (*fn)(void *), void *arg,
                                              uint64_t deadline_ns)
{
    struct rill_served served = {};

    if (!rill_owner_none(&o->runner)) {
        check_runner(o);
        return rill_waitq_wait(&o->waiters, NULL, "wait for once", o,
                               deadline_ns);
    }
    rill_owner_set(&o->runner, rill_task_self());
    rill_lock_drop(&o->waiters.lock);
    fn(arg);
    rill_sched_enter_at(&o->waiters.lock, "rill_once_do");
    o->finished = true;
    rill_waitq_serve_all(&o->waiters, 0, &served);
    rill_waitq_leave(&o->waiters, &served);
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
