/* kernel/sync/channel.c -- a channel's beginning and end, and what it holds; chan.c sends and
 * receives. */
#include <rill/panic.h>
#include <rill/time.h>
#include "chan.h"

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
    if (cap > SIZE_MAX / elem_bytes)
        rill_panic("rill_chan_init: %zu values of %zu bytes are more than "
                   "memory has",
                   cap, elem_bytes);
    *ch = (struct rill_chan){.buf = buf, .elem_bytes = elem_bytes, .cap = cap};
    ch->first = ch->free = buf;
    ch->end = cap ? ch->buf + cap * elem_bytes : NULL;
}

unsigned long rill_chan_messages;

static struct rill_waiters nobody;
struct rill_waiter rill_chan_closed = {.all = &nobody};

int rill_chan_put_rarely(struct rill_chan *ch, const void *value)
{
    struct rill_served served = {};
    void *to;
    int r;

    if (ch->closed)
        return rill_chan_leave(ch, -EPIPE);
    to = rill_waitq_serve_any(&ch->receivers, 0, &served);
    if (RILL_MANY && !to)
        return RILL_LOST;
    RILL_COUNT_OF(rill_hart_of_many(), rill_chan_messages);
    rill_lock_drop(rill_chan_lock(ch));
    r = rill_chan_move(ch, to, value);
    rill_served_wake(&served);
    return r;
}

int rill_chan_hand_over(struct rill_chan *ch, void *to, const void *from,
                        struct rill_task *t)
{
    size_t n = ch->elem_bytes;
    int r;

    rill_lock_drop(rill_chan_lock(ch));
    r = rill_chan_copy(to, from, n);
    rill_wake_claimed(rill_hart_of_many(), t);
    return r;
}

int rill_chan_copy_in(struct rill_chan *ch, void *to, const void *from)
{
    return rill_chan_leave(ch, rill_chan_copy(to, from, ch->elem_bytes));
}

/* The buffer is full and a sender waits: its value goes into the cell that the oldest leaves. */
static int move_up(struct rill_chan *ch, void *value)
{
    struct rill_served served = {};
    char *oldest = ch->first;
    const void *from;
    int r;

    rill_chan_move(ch, value, oldest);
    ch->first = rill_chan_after(ch, oldest);
    from = ch->closed ? NULL : rill_waitq_serve_any(&ch->senders, 0, &served);
    if (ch->closed || (RILL_MANY && !from)) {
        ch->len--;
        return rill_chan_leave(ch, 0);
    }
    RILL_COUNT_OF(rill_hart_of_many(), rill_chan_messages);
    ch->free = ch->first;
    r = rill_chan_move_in(ch, oldest, from);
    rill_served_wake(&served);
    return r;
}

int rill_chan_take_rarely(struct rill_chan *ch, void *value)
{
    struct rill_served served = {};
    const void *from;
    int r;

    if (ch->closed && !ch->len)
        return rill_chan_leave(ch, -EPIPE);
    if (ch->cap)
        return move_up(ch, value);
    from = rill_waitq_serve_any(&ch->senders, 0, &served);
    if (RILL_MANY && !from)
        return RILL_LOST;
    RILL_COUNT_OF(rill_hart_of_many(), rill_chan_messages);
    rill_lock_drop(rill_chan_lock(ch));
    r = rill_chan_move(ch, value, from);
    rill_served_wake(&served);
    return r;
}

/* `wait` and `rarely` (chan.h) of the calls that do not wait. */
static int do_not_wait(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    (void)value, (void)deadline_ns;
    return rill_chan_leave(ch, -ETIMEDOUT);
}

static int try_send_rarely(struct rill_chan *ch, void *value,
                           uint64_t deadline_ns)
{
    int r = rill_chan_put_rarely(ch, value);

    (void)deadline_ns;
    if (r != RILL_LOST)
        return r;
    rill_chan_leave(ch, 0);
    return rill_chan_try_send(ch, value);
}

static int try_recv_rarely(struct rill_chan *ch, void *value,
                           uint64_t deadline_ns)
{
    int r = rill_chan_take_rarely(ch, value);

    (void)deadline_ns;
    if (r != RILL_LOST)
        return r;
    rill_chan_leave(ch, 0);
    return rill_chan_try_recv(ch, value);
}

static int send_in_trap(struct rill_chan *ch, const void *value)
{
    if (!ch->by_trap)
        rill_sched_not_in_trap(RILL_SENTENCE("rill_chan_send"));
    return ch->by_trap->send(ch->by_trap, value);
}

int rill_chan_try_send(struct rill_chan *ch, const void *value)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        return send_in_trap(ch, value);
    h = rill_sched_begin_task(h);
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_put(ch, (void *)(uintptr_t)value, RILL_POLL, h,
                         do_not_wait, try_send_rarely);
}

int rill_chan_try_recv(struct rill_chan *ch, void *value)
{
    struct rill_hart *h =
        rill_sched_enter_at(rill_chan_lock(ch), "rill_chan_recv");

    return rill_chan_take(ch, value, RILL_POLL, h, do_not_wait,
                          try_recv_rarely);
}

/* Not memcpy: that is 650 bytes, or small and slow. */
__attribute__((noinline)) static int copy_any(char *to, const char *from,
                                              size_t n)
{
    if (!(((uintptr_t)to | (uintptr_t)from) & (sizeof(rill_word) - 1)))
        for (; n >= sizeof(rill_word); n -= sizeof(rill_word)) {
            *(rill_word *)to = *(const rill_word *)from;
            to += sizeof(rill_word);
            from += sizeof(rill_word);
        }
    while (n--)
        *to++ = *from++;
    return 0;
}

/* Most values are a few bytes. */
int rill_chan_copy(void *to, const void *from, size_t n)
{
    typedef uint32_t __attribute__((may_alias)) word;

    if ((((uintptr_t)to | (uintptr_t)from | n) & (sizeof(word) - 1)) ||
        n > 8 * sizeof(word))
        return copy_any(to, from, n);
    for (size_t i = 0; i < n / sizeof(word); i++)
        ((word *)to)[i] = ((const word *)from)[i];
    return 0;
}

/* If records are in both queues, one select has them all, for a sender and a receiver would have
 * met. The close makes its arms in both queues ready, and neither may be the likelier one. */
int rill_chan_close(struct rill_chan *ch)
{
    struct rill_served served = {};
    struct rill_waitq *first = &ch->receivers, *second = &ch->senders;

    rill_sched_begin(RILL_SENTENCE("rill_chan_close"));
    if (ch->by_trap)
        ch->by_trap->hand_on(ch->by_trap);
    rill_lock_take(rill_chan_lock(ch));
    if (ch->closed)
        return rill_chan_leave(ch, -EPIPE);
    if (first->head && second->head && rill_select_senders()) {
        first = &ch->senders;
        second = &ch->receivers;
    }
    while (first->head)
        rill_waitq_serve_any(first, -EPIPE, &served);
    while (second->head)
        rill_waitq_serve_any(second, -EPIPE, &served);
    ch->closed = true;
    ch->receivers.head = ch->senders.head = &rill_chan_closed;
    rill_waitq_leave(&ch->receivers, &served);
    return 0;
}

static void nobody_waits(struct rill_chan *ch, const struct rill_waiter *w,
                         const char *what)
{
    const struct rill_task *t;

    if (!w)
        return;
    t = w->all ? w->all->task : RILL_SINGLE(w)->task;
    rill_panic_holding(
        rill_chan_lock(ch),
        "rill_chan_destroy: task \"%s\" waits to %s on channel %p; "
        "close it, and let those who use it end",
        rill_task_name(t), what, (const void *)ch);
}

/* The lock alone keeps its value: another hart may be waiting for it. */
void rill_chan_destroy(struct rill_chan *ch)
{
    rill_sched_enter_at(rill_chan_lock(ch), "rill_chan_destroy");
    if (!ch->closed) {
        nobody_waits(ch, ch->receivers.head, "receive");
        nobody_waits(ch, ch->senders.head, "send");
    }
    ch->closed = true;
    ch->receivers.head = ch->senders.head = &rill_chan_closed;
    ch->len = ch->cap = ch->elem_bytes = 0;
    ch->first = ch->free = ch->buf = ch->end = NULL;
    ch->words = false;
    rill_lock_drop(rill_chan_lock(ch));
}

size_t rill_chan_len(const struct rill_chan *ch)
{
    return ch->len;
}

size_t rill_chan_cap(const struct rill_chan *ch)
{
    return ch->cap;
}
