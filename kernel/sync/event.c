/* kernel/sync/event.c -- events, which a trap handler may set: event.h. */
#include <stddef.h>
#include <rill/panic.h>
#include "event.h"

static void deliver(struct rill_notice *n)
{
    struct rill_event *e =
        (struct rill_event *)((char *)n -
                              offsetof(struct rill_event, by_traps));
    struct rill_served served = {};

    rill_lock_take(&e->waiters.lock);
    rill_event_unmark(e, RILL_RAISED | RILL_LINKED, &served);
    rill_waitq_leave(&e->waiters, &served);
}

/* A function apart, so that rill_event_set needs no stack frame in a trap. */
__attribute__((noinline)) static void set_in_task(struct rill_event *e)
{
    struct rill_served served = {};

    rill_event_enter(e, "rill_event_set", &served);
    rill_event_happen(e, &served);
    rill_waitq_leave(&e->waiters, &served);
}

void rill_event_set(struct rill_event *e)
{
    if (rill_hart_self())
        set_in_task(e);
    else if (e->by_trap)
        rill_notice_put(&e->by_traps, deliver);
    else
        rill_panic("rill_event_set: a trap handler set an event that has not "
                   "by_trap; start it as {.by_trap = true}");
}

void rill_event_clear(struct rill_event *e)
{
    struct rill_served served = {};

    rill_event_enter(e, "rill_event_clear", &served);
    e->happened = false;
    rill_waitq_leave(&e->waiters, &served);
}
