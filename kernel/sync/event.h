/* kernel/sync/event.h -- between event.c, where it happens, and event_wait.c, which waits.
 *
 * In a trap an event is marked as RAISED and left in the inbox (inbox.h).
 *
 * Invariant, true whenever its lock is free and nothing is RAISED: somebody waits (and was not
 * woken) => !happened.
 *
 * A task that looks at an event delivers it first if it is RAISED, whatever inbox it is in: so what
 * a trap has set is seen at once. A clear forgets what a trap has set, but not the tasks that
 * waited when the trap came.
 */
#ifndef KERNEL_EVENT_H
#define KERNEL_EVENT_H

#include <rill/sync.h>
#include "inbox.h"
#include "wait.h"

/* With the lock held. A waiter with a slot takes the event. */
static inline void rill_event_happen(struct rill_event *e,
                                     struct rill_served *served)
{
    struct rill_single *w;

    do
        w = rill_waitq_serve(&e->waiters, 0, served);
    while (w && !w->slot);
    e->happened = !w;
}

/* Take marks off the event. If a trap had raised it, it happens now. */
static inline void rill_event_unmark(struct rill_event *e, uint32_t marks,
                                     struct rill_served *served)
{
    if (rill_marks_clear(&e->by_traps.marks, marks) & RILL_RAISED)
        rill_event_happen(e, served);
}

/* The lock, with what a trap has set delivered. */
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
