/* kernel/sched/inbox.c -- a trap puts a notice in, a task delivers it: inbox.h. */
#include <port/image.h>
#include "inbox.h"

/* Delivers notices in the order in which traps put them: for that it first reverses the list. */
__attribute__((noinline)) static void deliver_from(struct rill_notice *newest)
{
    struct rill_notice *n = NULL;

    while (newest) {
        struct rill_notice *older = rill_notice_next(newest);

        newest->next = n;
        n = newest;
        newest = older;
    }
    while (n) {
        struct rill_notice *next = n->next;

        n->deliver(n);
        n = next;
    }
}

/* With no lock held: deliver all notices of an inbox; mostly there is one. */
RILL_PART(inbox_deliver) void rill_notices_deliver(struct rill_hart *h)
{
    struct rill_notice *newest = rill_inbox_take(h);

    if (newest && !rill_notice_next(newest))
        newest->deliver(newest);
    else
        deliver_from(newest);
}

void rill_notice_put(struct rill_notice *n,
                     void (*deliver)(struct rill_notice *))
{
    struct rill_hart *h = rill_trap_hart();
    uint32_t had = rill_marks_set(&n->marks, RILL_RAISED | RILL_LINKED);

    RILL_NEEDS(rill_notices_deliver);
    if (had & RILL_LINKED) {
        h->fresh += !(had & RILL_RAISED);
        return;
    }
    h->fresh++;
    n->deliver = deliver;
    rill_inbox_push(h, n);
    h->timer_due = 1;
    rill_inbox_told(h);
}
