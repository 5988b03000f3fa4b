/* kernel/mutex.c -- mutexes: handed over, first come first served.
 *
 * Invariant, true whenever the scheduler's lock is free: somebody waits => there
 * is an owner. Unlocking names the next owner before anybody else can run, so a
 * newcomer cannot slip in before those who wait.
 *
 * The owner is a task's number, which is never given twice, and not its address,
 * which the next task may get: a task that ends with a mutex locked is found by
 * the next one that wants it.
 */
#include <rill/mutex.h>
#include <rill/panic.h>
#include "wait.h"

static const char *name_of(uint32_t number)
{
    for (const struct rill_task *t = rill_task_list; t; t = t->all_next)
        if (t->number == number)
            return t->name;
    return NULL;
}

static void check_owner(const struct rill_mutex *m,
                        const struct rill_task *self)
{
    if (m->owner == self->number)
        rill_panic("rill_mutex_lock: task \"%s\" holds this mutex already; "
                   "unlock it first",
                   self->name);
    if (!name_of(m->owner))
        rill_panic("rill_mutex_lock: task %u held this mutex and has ended; "
                   "unlock it on every way out of a task",
                   (unsigned)m->owner);
}

/* Somebody has it, or somebody waits for it: apart, so that the ways without are
 * leaves. */
__attribute__((noinline)) static int lock_taken(struct rill_mutex *m,
                                                uint64_t deadline_ns)
{
    check_owner(m, rill_task_self());
    return rill_waitq_wait(&m->waiters, NULL, "lock mutex", m, deadline_ns);
}

__attribute__((noinline)) static void unlock_to_next(struct rill_hart *h,
                                                     struct rill_mutex *m)
{
    struct rill_waiter *w = rill_waitq_serve(&m->waiters, h, 0);

    m->owner = w ? w->task->number : 0;
    rill_sched_leave();
}

__attribute__((noinline)) static _Noreturn void
not_held(const struct rill_mutex *m)
{
    const char *owner = name_of(m->owner);

    rill_panic(
        "rill_mutex_unlock: task \"%s\" does not hold this mutex; %s does",
        rill_task_self()->name, owner ? owner : "nobody");
}

int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns)
{
    rill_sched_enter("rill_mutex_lock");
    if (m->owner)
        return lock_taken(m, deadline_ns);
    m->owner = rill_task_self()->number;
    rill_sched_leave();
    return 0;
}

void rill_mutex_unlock(struct rill_mutex *m)
{
    struct rill_hart *h = rill_sched_enter("rill_mutex_unlock");

    if (m->owner != rill_task_self()->number)
        not_held(m);
    if (m->waiters.head) {
        unlock_to_next(h, m);
        return;
    }
    m->owner = 0;
    rill_sched_leave();
}

bool rill_mutex_held(const struct rill_mutex *m)
{
    return m->owner == rill_task_self()->number;
}
