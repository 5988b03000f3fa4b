/* kernel/event.c -- events, which a trap handler may set.
 *
 * In a trap an event is marked as RAISED and left in the inbox (inbox.h).
 *
 * Invariant, true whenever its lock is free and nothing is RAISED:
 * somebody waits (and was not woken) => !happened.
 *
 * A task that looks at an event delivers it first if it is RAISED, whatever inbox
 * it is in: so what a trap has set is seen at once, and a clear forgets it, but
 * not those who waited when it came.
 *
 * While somebody waits for an event with by_trap, all tasks asleep is no
 * deadlock: rill_trap_awaited counts them.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <rill/sync.h>
#include "inbox.h"
#include "wait.h"

/* What a taker's slot points to; another waiter's is NULL. */
static char taking;

static struct rill_lock *lock_of(struct rill_event *e)
{
    return &e->waiters.lock;
}

/* These two with the lock held. */

static void happen(struct rill_event *e, struct rill_served *served)
{
    struct rill_single *w;

    do
        w = rill_waitq_serve(&e->waiters, 0, served);
    while (w && !w->slot);
    e->happened = !w;
}

/* Take marks off the event. If a trap had raised it, it happens now. */
static void unmark(struct rill_event *e, uint32_t marks,
                   struct rill_served *served)
{
    if (rill_marks_clear(&e->by_traps.marks, marks) & RILL_RAISED)
        happen(e, served);
}

static void deliver(struct rill_notice *n)
{
    struct rill_event *e =
        (struct rill_event *)((char *)n -
                              offsetof(struct rill_event, by_traps));
    struct rill_served served = {};

    rill_lock_take(lock_of(e));
    unmark(e, RILL_RAISED | RILL_LINKED, &served);
    rill_waitq_leave(&e->waiters, &served);
}

/* Apart, so that it needs no stack. */
__attribute__((noinline)) static void set_in_trap(struct rill_event *e)
{
    if (!e->by_trap)
        rill_panic("rill_event_set: a trap handler set an event that has not "
                   "by_trap; start it as {.by_trap = true}");
    rill_notice_put(&e->by_traps, deliver);
}

/* The lock, with what a trap has set delivered. */
static void enter(struct rill_event *e, const char *call,
                  struct rill_served *served)
{
    rill_sched_enter_as(lock_of(e), call);
    if (e->by_traps.marks & RILL_RAISED)
        unmark(e, RILL_RAISED, served);
}

void rill_event_set(struct rill_event *e)
{
    struct rill_served served = {};

    if (!rill_hart_self()) {
        set_in_trap(e);
        return;
    }
    enter(e, "rill_event_set", &served);
    happen(e, &served);
    rill_waitq_leave(&e->waiters, &served);
}

void rill_event_clear(struct rill_event *e)
{
    struct rill_served served = {};

    enter(e, "rill_event_clear", &served);
    e->happened = false;
    rill_waitq_leave(&e->waiters, &served);
}

static int try_or_wait(struct rill_event *e, void *slot, uint64_t deadline_ns,
                       bool looked)
{
    if (looked)
        return rill_waitq_again(&e->waiters, slot, deadline_ns);
    return rill_waitq_try(&e->waiters, slot, "wait for event", e, deadline_ns);
}

/* Counted before it waits, so that no hart that looks for a deadlock misses it. */
static int wait_for_trap(struct rill_event *e, void *slot, uint64_t deadline_ns,
                         bool looked)
{
    int r;

    rill_add(&rill_trap_awaited, 1);
    r = try_or_wait(e, slot, deadline_ns, looked);
    rill_add(&rill_trap_awaited, -1u);
    return r;
}

/* With the lock held, which it drops. What is due may be a trap's word that it
 * has happened: so look anew. */
static int await(struct rill_event *e, void *slot, uint64_t deadline_ns)
{
    for (bool looked = false;; looked = true) {
        int r;

        if (e->happened) {
            e->happened = !slot;
            rill_lock_drop(lock_of(e));
            return 0;
        }
        r = e->by_trap ? wait_for_trap(e, slot, deadline_ns, looked)
                       : try_or_wait(e, slot, deadline_ns, looked);
        if (r != RILL_AGAIN)
            return r;
    }
}

/* Who was served by what a trap has set is woken before the lock is dropped: he may
 * run at once, and what he wants of the event waits for us. */
static void enter_to_wait(struct rill_event *e, const char *call)
{
    struct rill_served served = {};

    enter(e, call, &served);
    rill_served_wake(&served);
}

int rill_event_wait(struct rill_event *e, uint64_t deadline_ns)
{
    enter_to_wait(e, "rill_event_wait");
    return await(e, NULL, deadline_ns);
}

int rill_event_take(struct rill_event *e, uint64_t deadline_ns)
{
    enter_to_wait(e, "rill_event_take");
    return await(e, &taking, deadline_ns);
}
