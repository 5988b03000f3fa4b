/* kernel/sync/chan.c -- sending and receiving.
 *
 * Invariants, true whenever the channel's lock is free:
 *   - a channel has waiting senders or waiting receivers, never both;
 *   - receivers wait => len == 0;   senders wait => len == cap;
 *   - closed => nobody waits, and rill_chan_closed stands in both queues;
 *   - `first` is the oldest value, `free` the cell behind the newest; both go
 *     round in [buf, end), and with cap 0 they mean nothing.
 *
 * A send that finds a receiver copies straight into the receiver's variable and
 * goes on: no switch. So does a receive that finds a sender; if there is a
 * buffer, it takes the oldest value from it and moves the sender's in behind,
 * which keeps the order first in, first out.
 */
#include <stddef.h>
#include <rill/chan.h>
#include "chan.h"
#include "park.h"

int rill_chan_send_parks(void *channel, void *value, uint64_t deadline_ns);
int rill_chan_recv_parks(void *channel, void *value, uint64_t deadline_ns);
int rill_chan_send_ever_parks(void *channel, void *value);
int rill_chan_recv_ever_parks(void *channel, void *value);

/* Each part ends in a jump to the next, so that none has a stack frame for what
 * another may need: what need not wait; what waits for ever, which is what most
 * do; and the rest. */

__attribute__((noinline)) static int send_slowly(struct rill_chan *ch,
                                                 void *value,
                                                 uint64_t deadline_ns,
                                                 struct rill_hart *h)
{
    int r;

    (void)h;
    rill_park_because("send on channel", ch);
    r = rill_waitq_try_parks(rill_waitq_second(&ch->senders), value,
                             deadline_ns);
    if (r != RILL_AGAIN)
        return r;
    if (!rill_chan_can_put(ch))
        return rill_waitq_again_parks(rill_waitq_second(&ch->senders), value,
                                      deadline_ns);
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_send_parks(ch, value, deadline_ns);
}

__attribute__((noinline, cold)) static int send_in_trouble(struct rill_chan *ch,
                                                           void *value)
{
    int r;

    rill_park_because("send on channel", ch);
    r = rill_waitq_ever_parks(rill_waitq_second(&ch->senders), value, false);
    if (r != RILL_AGAIN)
        return r;
    if (!rill_chan_can_put(ch))
        return rill_waitq_ever_parks(rill_waitq_second(&ch->senders), value,
                                     true);
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_send_ever_parks(ch, value);
}

__attribute__((noinline)) static int send_for_ever(struct rill_chan *ch,
                                                   void *value, uint64_t unused,
                                                   struct rill_hart *h)
{
    (void)unused;
    if (rill_sched_trouble(h))
        return send_in_trouble(ch, value);
    return rill_park_ever_in(&ch->senders, rill_chan_lock(ch), value,
                             "send on channel",
                             offsetof(struct rill_chan, senders));
}

/* Others have woken all tasks that waited there: again. */
__attribute__((noinline)) static int send_rarely(struct rill_chan *ch,
                                                 void *value,
                                                 uint64_t deadline_ns,
                                                 struct rill_hart *h)
{
    int r = rill_chan_put_rarely(ch, value);

    (void)h;
    if (r != RILL_LOST)
        return r;
    rill_lock_drop(rill_chan_lock(ch));
    if (deadline_ns != RILL_FOREVER)
        return rill_chan_send_parks(ch, value, deadline_ns);
    return rill_chan_send_ever_parks(ch, value);
}

int rill_chan_send_parks(void *channel, void *value, uint64_t deadline_ns)
{
    struct rill_chan *ch = channel;
    struct rill_hart *h;
    bool canceled;

    if (__builtin_expect(deadline_ns == RILL_POLL, 0))
        return rill_chan_try_send(ch, value); /* a trap handler may */
    h = rill_sched_begin_to_wait(RILL_SENTENCE("rill_chan_send"), deadline_ns,
                                 &canceled);
    if (canceled)
        return -ECANCELED;
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_put(ch, value, deadline_ns, h, send_slowly, send_rarely);
}

int rill_chan_send_ever_parks(void *channel, void *value)
{
    struct rill_chan *ch = channel;
    struct rill_hart *h;
    bool canceled;

    h = rill_sched_begin_to_wait(RILL_SENTENCE("rill_chan_send"), RILL_FOREVER,
                                 &canceled);
    if (canceled)
        return -ECANCELED;
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_put(ch, value, RILL_FOREVER, h, send_for_ever,
                         send_rarely);
}

__attribute__((noinline)) static int recv_slowly(struct rill_chan *ch,
                                                 void *value,
                                                 uint64_t deadline_ns,
                                                 struct rill_hart *h)
{
    int r;

    (void)h;
    rill_park_because("receive on channel", ch);
    r = rill_waitq_try_parks(&ch->receivers, value, deadline_ns);
    if (r != RILL_AGAIN)
        return r;
    if (!rill_chan_can_take(ch))
        return rill_waitq_again_parks(&ch->receivers, value, deadline_ns);
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_recv_parks(ch, value, deadline_ns);
}

__attribute__((noinline, cold)) static int recv_in_trouble(struct rill_chan *ch,
                                                           void *value)
{
    int r;

    rill_park_because("receive on channel", ch);
    r = rill_waitq_ever_parks(&ch->receivers, value, false);
    if (r != RILL_AGAIN)
        return r;
    if (!rill_chan_can_take(ch))
        return rill_waitq_ever_parks(&ch->receivers, value, true);
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_recv_ever_parks(ch, value);
}

__attribute__((noinline)) static int recv_for_ever(struct rill_chan *ch,
                                                   void *value, uint64_t unused,
                                                   struct rill_hart *h)
{
    (void)unused;
    if (rill_sched_trouble(h))
        return recv_in_trouble(ch, value);
    return rill_park_ever_in(&ch->receivers, rill_chan_lock(ch), value,
                             "receive on channel",
                             offsetof(struct rill_chan, receivers));
}

/* Others have woken all tasks that waited there: again. */
__attribute__((noinline)) static int recv_rarely(struct rill_chan *ch,
                                                 void *value,
                                                 uint64_t deadline_ns,
                                                 struct rill_hart *h)
{
    int r = rill_chan_take_rarely(ch, value);

    (void)h;
    if (r != RILL_LOST)
        return r;
    rill_lock_drop(rill_chan_lock(ch));
    if (deadline_ns != RILL_FOREVER)
        return rill_chan_recv_parks(ch, value, deadline_ns);
    return rill_chan_recv_ever_parks(ch, value);
}

int rill_chan_recv_parks(void *channel, void *value, uint64_t deadline_ns)
{
    struct rill_chan *ch = channel;
    struct rill_hart *h;
    bool canceled;

    h = rill_sched_begin_to_wait(RILL_SENTENCE("rill_chan_recv"), deadline_ns,
                                 &canceled);
    if (canceled)
        return -ECANCELED;
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_take(ch, value, deadline_ns, h, recv_slowly, recv_rarely);
}

int rill_chan_recv_ever_parks(void *channel, void *value)
{
    struct rill_chan *ch = channel;
    struct rill_hart *h;
    bool canceled;

    h = rill_sched_begin_to_wait(RILL_SENTENCE("rill_chan_recv"), RILL_FOREVER,
                                 &canceled);
    if (canceled)
        return -ECANCELED;
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_take(ch, value, RILL_FOREVER, h, recv_for_ever,
                          recv_rarely);
}
