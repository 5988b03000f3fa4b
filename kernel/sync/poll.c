/* kernel/sync/poll.c -- tokens from traps: rill/poll.h.
 *
 * Invariant, true whenever the lock of `ready` is free and its notice is not RAISED: a receiver
 * waits (and was not claimed) => there is no token.
 *
 * We refused
 *   - a count of tokens, because the device's state is the count, and the two would differ;
 *   - a readiness for each direction in one object, as epoll's, because two polls say that, and
 *     each poll is an arm.
 */
#include <rill/panic.h>
#include <rill/poll.h>
#include <port/image.h>
#include "inbox.h"
#include "stop.h"
#include "wait.h"

/* Started polls, and channels with an inlet, under rill_sched_lock; a hart that looks for a
 * deadlock reads the list when all harts are asleep. */
static struct rill_fed *list;

static struct rill_lock *lock_of(struct rill_poll *p)
{
    return &p->ready.receivers.lock;
}

/* Give the token to a receiver, or keep it in the poll. With the lock held. */
static void put(struct rill_poll *p, struct rill_served *served)
{
    void *to = NULL;

    if (p->ready.closed)
        return;
    if (p->ready.receivers.head)
        to = rill_waitq_serve_any(&p->ready.receivers, 0, served);
    if (to)
        *(unsigned long *)to = 1;
    else
        p->ready.len = 1;
}

static void deliver(struct rill_notice *n)
{
    struct rill_poll *p =
        (struct rill_poll *)((char *)n -
                             offsetof(struct rill_poll, private_notice));
    struct rill_served served = {};

    rill_lock_take(lock_of(p));
    if (rill_marks_clear(&n->marks, RILL_RAISED | RILL_LINKED) & RILL_RAISED)
        put(p, &served);
    rill_waitq_leave(&p->ready.receivers, &served);
}

static void signal(struct rill_poll *p)
{
    struct rill_served served = {};

    rill_lock_take(lock_of(p));
    put(p, &served);
    rill_waitq_leave(&p->ready.receivers, &served);
}

void rill_poll_signal(struct rill_poll *p)
{
    if (!p->private_started)
        rill_panic("rill_poll_signal: the poll at %p was not started; call "
                   "rill_poll_start first",
                   (void *)p);
    if (rill_hart_self())
        signal(p);
    else
        rill_notice_put(&p->private_notice, deliver);
}

void rill_fed_add(struct rill_fed *fed, const struct rill_chan *ch)
{
    RILL_NEEDS(rill_poll_deadlock);
    RILL_NEEDS(rill_poll_awaited);
    fed->ch = ch;
    fed->next = list;
    list = fed;
}

void rill_poll_start(struct rill_poll *p)
{
    rill_sched_enter("rill_poll_start");
    if (!p->private_started) {
        p->private_token = 1;
        p->ready.elem_bytes = sizeof(p->private_token);
        p->ready.words = RILL_IS_WORD(unsigned long);
        p->ready.cap = 1;
        p->ready.buf = (char *)&p->private_token;
        p->ready.end = p->ready.buf + sizeof(p->private_token);
        p->ready.first = p->ready.free = p->ready.buf;
        p->private_started = true;
        rill_fed_add(&p->private_fed, &p->ready);
    }
    rill_sched_leave();
}

/* Does a task wait in a poll? A hart that looks for a deadlock asks: all harts are asleep, or it
 * looks again. No lock: the switch away from a parked task has dropped the queue's lock. */
RILL_PART(polls_await) bool rill_poll_awaited(void)
{
    for (const struct rill_fed *f = list; f; f = f->next)
        if (__atomic_load_n(&f->ch->receivers.head, __ATOMIC_RELAXED))
            return true;
    return false;
}

/* All tasks wait, and nothing is due. */
RILL_PART(deadlock) void rill_poll_deadlock(void)
{
    if (!rill_poll_awaited())
        rill_panic_deadlock();
}
