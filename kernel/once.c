/* kernel/once.c -- done by the first.
 *
 *     new --first call--> runner = it --fn returns--> finished
 *
 * Invariant, true whenever the scheduler's lock is free: somebody waits (and was
 * not woken) => a task is in fn.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "owner.h"
#include "wait.h"

static void check_runner(const struct rill_once *o)
{
    if (rill_owner_is(&o->runner, rill_task_self()))
        rill_panic("rill_once_do: task \"%s\" is inside this once already and "
                   "would wait for itself; let fn not call it",
                   rill_task_name(rill_task_self()));
    if (rill_owner_ended(&o->runner))
        rill_panic("rill_once_do: task %u ended inside fn; let fn return",
                   (unsigned)rill_owner_number(&o->runner));
}

/* With the lock held, which it drops. */
__attribute__((noinline)) static int do_first(struct rill_once *o,
                                              void (*fn)(void *), void *arg,
                                              uint64_t deadline_ns)
{
    if (!rill_owner_none(&o->runner)) {
        check_runner(o);
        return rill_waitq_wait(&o->waiters, NULL, "wait for once", o,
                               deadline_ns);
    }
    rill_owner_set(&o->runner, rill_task_self());
    rill_sched_leave();
    fn(arg);
    rill_sched_enter("rill_once_do");
    o->finished = true;
    while (rill_waitq_serve(&o->waiters, 0)) {
    }
    rill_sched_leave();
    return 0;
}

int rill_once_do(struct rill_once *o, void (*fn)(void *), void *arg,
                 uint64_t deadline_ns)
{
    rill_sched_enter("rill_once_do");
    if (!o->finished)
        return do_first(o, fn, arg, deadline_ns);
    rill_sched_leave();
    return 0;
}
