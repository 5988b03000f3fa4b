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

/* The i-th value in the buffer; i == len: the first free cell. Cells are counted
 * from `first` on and go round once at most. */
static char *cell(const struct rill_chan *ch, size_t i)
{
    i += ch->first;
    if (i >= ch->cap)
        i -= ch->cap;
    return ch->buf + i * ch->elem_bytes;
}

/* Everything below that moves a value ends in leave_with: the value, the lock, 0.
 * It is their last act, and a jump where it is not inline, so the ways through a
 * channel that nobody waits for need no stack frame. */
__attribute__((noinline)) static int
leave_with_bytes(void *to, const void *from, size_t n)
{
    memcpy(to, from, n);
    rill_sched_leave();
    return 0;
}

/* A word at a time where that is all there is; libc's memcpy may be the small,
 * slow one. */
static inline int leave_with(const struct rill_chan *ch, void *to,
                             const void *from)
{
    typedef uintptr_t __attribute__((may_alias)) word;

    if (ch->elem_bytes != sizeof(word) ||
        (((uintptr_t)to | (uintptr_t)from) & (sizeof(word) - 1)))
        return leave_with_bytes(to, from, ch->elem_bytes);
    *(word *)to = *(const word *)from;
    rill_sched_leave();
    return 0;
}

static inline int leave(int result)
{
    rill_sched_leave();
    return result;
}

/* With the lock held; returns with it dropped. */
__attribute__((always_inline)) static inline int
send_or_wait(struct rill_hart *h, struct rill_chan *ch, const void *value,
             uint64_t deadline_ns)
{
    char *free_cell;

    if (ch->closed)
        return leave(-EPIPE);
    if (ch->receivers.head) {
        struct rill_waiter *w = rill_waitq_serve(&ch->receivers, h, 0);

        if (w)
            return leave_with(ch, w->slot, value);
    }
    if (ch->len == ch->cap)
        return rill_waitq_wait(&ch->senders, (void *)(uintptr_t)value,
                               "send on channel", ch, deadline_ns);
    free_cell = cell(ch, ch->len++);
    return leave_with(ch, free_cell, value);
}

/* A sender waits: there is no buffer, or it is full, and the cell that the oldest
 * value leaves is the one where the newest goes. */
static int recv_from_sender(struct rill_chan *ch, void *value, const void *sent)
{
    char *oldest;

    if (!ch->cap)
        return leave_with(ch, value, sent);
    oldest = cell(ch, 0);
    memcpy(value, oldest, ch->elem_bytes);
    if (++ch->first == ch->cap)
        ch->first = 0;
    return leave_with(ch, oldest, sent);
}

/* With the lock held; returns with it dropped. */
__attribute__((always_inline)) static inline int
recv_or_wait(struct rill_hart *h, struct rill_chan *ch, void *value,
             uint64_t deadline_ns)
{
    const char *oldest;

    if (ch->senders.head) {
        struct rill_waiter *w = rill_waitq_serve(&ch->senders, h, 0);

        if (w)
            return recv_from_sender(ch, value, w->slot);
    }
    if (!ch->len)
        return ch->closed
                   ? leave(-EPIPE)
                   : rill_waitq_wait(&ch->receivers, value,
                                     "receive on channel", ch, deadline_ns);
    oldest = cell(ch, 0);
    ch->len--;
    if (++ch->first == ch->cap)
        ch->first = 0;
    return leave_with(ch, value, oldest);
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

static int wait_in(struct rill_waitq *q, void *slot, const char *reason,
                   const void *object, uint64_t deadline_ns)
{
    struct rill_waiter w = {.task = rill_task_self(), .slot = slot};
    int r;

    rill_waitq_add(q, &w);
    r = rill_sched_park(reason, object, deadline_ns);
    if (w.queue) { /* nobody served us: it was the deadline */
        rill_sched_enter(reason);
        rill_waitq_remove(&w);
        rill_sched_leave();
    }
    return r;
}

int rill_waitq_wait(struct rill_waitq *q, void *slot, const char *reason,
                    const void *object, uint64_t deadline_ns)
{
    if (deadline_ns == RILL_POLL)
        return leave(-ETIMEDOUT);
    return wait_in(q, slot, reason, object, deadline_ns);
}

int rill_chan_send(struct rill_chan *ch, const void *value,
                   uint64_t deadline_ns)
{
    return send_or_wait(rill_sched_enter("rill_chan_send"), ch, value,
                        deadline_ns);
}

int rill_chan_recv(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    return recv_or_wait(rill_sched_enter("rill_chan_recv"), ch, value,
                        deadline_ns);
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

/* An arm that is ready: it does not wait. The lock is dropped. */
static int finish(struct rill_hart *h, struct rill_arm *arm)
{
    return arm->op == RILL_SEND
               ? send_or_wait(h, arm->ch, arm->value, RILL_POLL)
               : recv_or_wait(h, arm->ch, arm->value, RILL_POLL);
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
        return i;
    }
    if (deadline_ns == RILL_POLL)
        return leave(-ETIMEDOUT);
    join_queues(arms, n);
    r = rill_sched_park("select of arms at", arms, deadline_ns);
    rill_sched_enter("rill_select");
    i = leave_queues(arms, n);
    if (i < 0)
        return leave(r);
    arms[i].result = r;
    return leave(i);
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
