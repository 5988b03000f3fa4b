/* kernel/chan.c -- channels.
 *
 * Invariants, true whenever the scheduler's lock is free (W: waiters that nobody
 * has woken; those whose deadline came are still linked, and count for nothing):
 *   - a channel has waiting senders or waiting receivers, never both;
 *   - receivers wait => len == 0;   senders wait => len == cap;
 *   - closed => nobody waits.
 *
 * A send that finds a receiver copies straight into the receiver's variable and
 * goes on: no switch. So does a receive that finds a sender; if there is a
 * buffer, it takes the oldest value from it and moves the sender's in behind,
 * which keeps the order first in, first out.
 */
#include <errno.h>
#include <string.h>
#include <rill/panic.h>
#include <rill/time.h>
#include "wait.h"

void rill_chan_init(struct rill_chan *ch, void *buf, size_t elem_bytes,
                    size_t cap)
{
    if (!elem_bytes)
        rill_panic("rill_chan_init: elem_bytes is 0; send a byte that means "
                   "nothing if there is nothing to say");
    if (cap && !buf)
        rill_panic("rill_chan_init: a buffer of %zu values is asked for, and "
                   "buf is NULL",
                   cap);
    *ch = (struct rill_chan){.buf = buf, .elem_bytes = elem_bytes, .cap = cap};
}

static char *cell(const struct rill_chan *ch, size_t i)
{
    i += ch->first;
    if (i >= ch->cap)
        i -= ch->cap;
    return ch->buf + i * ch->elem_bytes;
}

/* A word at a time where that is all there is to move; libc's memcpy may be the
 * small, slow one. */
static void copy(const struct rill_chan *ch, void *to, const void *from)
{
    if (ch->elem_bytes == sizeof(uintptr_t) &&
        !(((uintptr_t)to | (uintptr_t)from) & (sizeof(uintptr_t) - 1)))
        *(uintptr_t *)__builtin_assume_aligned(to, sizeof(uintptr_t)) = *(
            const uintptr_t *)__builtin_assume_aligned(from, sizeof(uintptr_t));
    else
        memcpy(to, from, ch->elem_bytes);
}

int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns)
{
    struct rill_waiter w = {.task = rill_task_self(), .slot = slot};
    int r;

    if (deadline_ns == RILL_POLL) {
        rill_sched_leave();
        return -ETIMEDOUT;
    }
    rill_waitq_add(q, &w);
    r = rill_sched_park(reason, object, deadline_ns);
    if (r == -ETIMEDOUT) { /* the one waker that does not take it off */
        rill_sched_enter(reason);
        rill_waitq_remove(q, &w);
        rill_sched_leave();
    }
    return r;
}

int rill_chan_send(struct rill_chan *ch, const void *value,
                   uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_chan_send");
    struct rill_waiter *w;

    if (ch->closed) {
        rill_sched_leave();
        return -EPIPE;
    }
    w = rill_waitq_serve(&ch->receivers, h, 0);
    if (w) {
        copy(ch, w->slot, value);
    } else if (ch->len < ch->cap) {
        copy(ch, cell(ch, ch->len), value);
        ch->len++;
    } else {
        return rill_waitq_wait(&ch->senders, (void *)(uintptr_t)value,
                               "send on channel", ch, deadline_ns);
    }
    rill_sched_leave();
    return 0;
}

int rill_chan_recv(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_chan_recv");
    struct rill_waiter *w = rill_waitq_serve(&ch->senders, h, 0);
    int r = 0;

    if (ch->len) {
        copy(ch, value, cell(ch, 0));
        if (w)
            copy(ch, cell(ch, 0), w->slot); /* full: the freed cell is last */
        else
            ch->len--;
        if (++ch->first == ch->cap)
            ch->first = 0;
    } else if (w) {
        copy(ch, value, w->slot);
    } else if (ch->closed) {
        r = -EPIPE;
    } else {
        return rill_waitq_wait(&ch->receivers, value, "receive on channel", ch,
                               deadline_ns);
    }
    rill_sched_leave();
    return r;
}

int rill_chan_close(struct rill_chan *ch)
{
    struct rill_hart *h = rill_sched_enter("rill_chan_close");
    int r = ch->closed ? -EPIPE : 0;

    ch->closed = true;
    while (rill_waitq_serve(&ch->receivers, h, -EPIPE)) {
    }
    while (rill_waitq_serve(&ch->senders, h, -EPIPE)) {
    }
    rill_sched_leave();
    return r;
}

size_t rill_chan_len(const struct rill_chan *ch)
{
    return ch->len;
}

size_t rill_chan_cap(const struct rill_chan *ch)
{
    return ch->cap;
}
