/* kernel/mutex.c -- mutexes: handed over, first come first served.
 *
 * Invariant, true whenever the scheduler's lock is free: somebody waits => there
 * is an owner. Unlocking names the next owner before anybody else can run, so a
 * newcomer cannot slip in before those who wait.
 */
#include <rill/mutex.h>
#include <rill/panic.h>
#include "wait.h"

int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns)
{
    struct rill_task *self = rill_task_self();

    rill_sched_enter("rill_mutex_lock");
    if (m->owner == self)
        rill_panic("rill_mutex_lock: task \"%s\" holds this mutex already; "
                   "unlock it first",
                   self->name);
    if (m->owner)
        return rill_waitq_wait(&m->waiters, NULL, "lock mutex", m, deadline_ns);
    m->owner = self;
    rill_sched_leave();
    return 0;
}

void rill_mutex_unlock(struct rill_mutex *m)
{
    struct rill_hart *h = rill_sched_enter("rill_mutex_unlock");
    struct rill_waiter *w;

    if (m->owner != rill_task_self())
        rill_panic("rill_mutex_unlock: task \"%s\" does not hold this mutex; "
                   "%s does",
                   rill_task_self()->name,
                   m->owner ? m->owner->name : "nobody");
    w = rill_waitq_serve(&m->waiters, h, 0);
    m->owner = w ? w->task : NULL;
    rill_sched_leave();
}
