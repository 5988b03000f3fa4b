/* kernel/sync/event.h -- what event.c, which sets events, and event_wait.c, which waits, share.
 *
 * A trap marks an event as RAISED and leaves it in the inbox (inbox.h).
 *
 * Invariant, true whenever the event's lock is free and no trap has RAISED it: a task waits (and
 * was not woken) => !happened.
 *
 * A task that looks at an event delivers it first if it is RAISED, in whatever inbox it is: so the
 * task sees at once what a trap has set. A clear forgets what a trap has set, but not the tasks
 * that waited when the trap came.
 */
#ifndef KERNEL_EVENT_H
#define KERNEL_EVENT_H

#include <rill/sync.h>
#include "inbox.h"
#include "wait.h"

/* With the lock held: the event happens. A waiter with a slot takes the event for itself. */
static inline void rill_event_happen(struct rill_event *e,
                                     struct rill_served *served)
{
    struct rill_single *w;

    do
        w = rill_waitq_serve(&e->waiters, 0, served);
    while (w && !w->slot);
    e->happened = !w;
}

/* Take marks off the event. If a trap had RAISED the event, it happens now. */
static inline void rill_event_unmark(struct rill_event *e, uint32_t marks,
                                     struct rill_served *served)
{
    if (rill_marks_clear(&e->by_traps.marks, marks) & RILL_RAISED)
        rill_event_happen(e, served);
}

/* Take the lock, and deliver what a trap has set. */
static inline void rill_event_lock(struct rill_event *e,
                                   struct rill_served *served)
{
    rill_lock_take(&e->waiters.lock);
    if (__builtin_expect(e->by_traps.marks & RILL_RAISED, 0))
        rill_event_unmark(e, RILL_RAISED, served);
}

static inline void rill_event_enter(struct rill_event *e, const char *call,
                                    struct rill_served *served)
{
    rill_sched_begin(call);
    rill_event_lock(e, served);
}

#endif
