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
#include <rill/select.h>
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

/* Send without waiting.  returns  0, -EPIPE, or -EAGAIN: it would block. */
static int try_send(struct rill_hart *h, struct rill_chan *ch,
                    const void *value)
{
    struct rill_waiter *w;

    if (ch->closed)
        return -EPIPE;
    w = rill_waitq_serve(&ch->receivers, h, 0);
    if (w) {
        copy(ch, w->slot, value);
        return 0;
    }
    if (ch->len == ch->cap)
        return -EAGAIN;
    copy(ch, cell(ch, ch->len), value);
    ch->len++;
    return 0;
}

/* Receive without waiting; the same answers. */
static int try_recv(struct rill_hart *h, struct rill_chan *ch, void *value)
{
    struct rill_waiter *w = rill_waitq_serve(&ch->senders, h, 0);

    if (ch->len) {
        copy(ch, value, cell(ch, 0));
        if (w)
            copy(ch, cell(ch, 0), w->slot); /* full: the freed cell is last */
        else
            ch->len--;
        if (++ch->first == ch->cap)
            ch->first = 0;
        return 0;
    }
    if (w) {
        copy(ch, value, w->slot);
        return 0;
    }
    return ch->closed ? -EPIPE : -EAGAIN;
}

/* A task that runs is not PARKED, so a select never finds its own arms here. */
static bool ready(const struct rill_arm *arm)
{
    const struct rill_chan *ch = arm->ch;

    if (!ch)
        return false;
    if (arm->op == RILL_SEND)
        return ch->len < ch->cap || ch->closed ||
               rill_waitq_first(&ch->receivers);
    return ch->len || ch->closed || rill_waitq_first(&ch->senders);
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
    if (w.queue) { /* nobody served us: it was the deadline */
        rill_sched_enter(reason);
        rill_waitq_remove(&w);
        rill_sched_leave();
    }
    return r;
}

int rill_chan_send(struct rill_chan *ch, const void *value,
                   uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_chan_send");
    int r = try_send(h, ch, value);

    if (r == -EAGAIN)
        return rill_waitq_wait(&ch->senders, (void *)(uintptr_t)value,
                               "send on channel", ch, deadline_ns);
    rill_sched_leave();
    return r;
}

int rill_chan_recv(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_chan_recv");
    int r = try_recv(h, ch, value);

    if (r == -EAGAIN)
        return rill_waitq_wait(&ch->receivers, value, "receive on channel", ch,
                               deadline_ns);
    rill_sched_leave();
    return r;
}

/* Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003), brought
 * into [0, n) by its high bits; n is far too small for the bias to show. */
static unsigned random_below(struct rill_hart *h, unsigned n)
{
    uint32_t x = h->random;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    h->random = x;
    return (unsigned)((uint64_t)x * n >> 32);
}

/* One of the ready arms, each as likely as the others; -1: none is. Counting
 * first and drawing then is what makes it fair: to start looking at a random arm
 * (refused) favours the one behind a row of arms that are not ready. */
static int choose(struct rill_hart *h, const struct rill_arm *arms, int n)
{
    unsigned found = 0, skip;
    int last = -1;

    for (int i = 0; i < n; i++)
        if (ready(&arms[i])) {
            found++;
            last = i;
        }
    if (found <= 1)
        return last;
    skip = random_below(h, found);
    for (int i = 0;; i++)
        if (ready(&arms[i]) && !skip--)
            return i;
}

static int finish(struct rill_hart *h, struct rill_arm *arm)
{
    return arm->op == RILL_SEND ? try_send(h, arm->ch, arm->value)
                                : try_recv(h, arm->ch, arm->value);
}

static void join_queues(struct rill_arm *arms, int n)
{
    for (int i = 0; i < n; i++) {
        struct rill_waiter *w = &arms[i].private_waiter;
        struct rill_chan *ch = arms[i].ch;

        w->queue = NULL;
        if (!ch)
            continue;
        w->task = rill_task_self();
        w->slot = arms[i].value;
        rill_waitq_add(arms[i].op == RILL_SEND ? &ch->senders : &ch->receivers,
                       w);
    }
}

/* Out of all queues again. Returns the arm that somebody took out: -1, none. */
static int leave_queues(struct rill_arm *arms, int n)
{
    int served = -1;

    for (int i = 0; i < n; i++) {
        if (arms[i].private_waiter.queue)
            rill_waitq_remove(&arms[i].private_waiter);
        else if (arms[i].ch)
            served = i;
    }
    return served;
}

int rill_select(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_select");
    int i = choose(h, arms, n), r;

    if (i >= 0) {
        arms[i].result = finish(h, &arms[i]);
    } else if (deadline_ns == RILL_POLL) {
        i = -ETIMEDOUT;
    } else {
        join_queues(arms, n);
        r = rill_sched_park("select of arms at", arms, deadline_ns);
        rill_sched_enter("rill_select");
        i = leave_queues(arms, n);
        if (i >= 0)
            arms[i].result = r;
        else
            i = r;
    }
    rill_sched_leave();
    return i;
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
