/* kernel/sync/chan.c -- sending and receiving.
 *
 * Invariants, true whenever the channel's lock is free:
 *   - a channel has waiting senders or waiting receivers, never both;
 *   - receivers wait => len == 0;   senders wait => len == cap;
 *   - closed => no task waits, and rill_chan_closed stands in both queues;
 *   - `first` is the cell of the oldest value, `free` the cell behind the newest; both go round in
 *     [buf, end), and with cap 0 they mean nothing.
 *
 * A sender that finds a waiting receiver copies straight into the receiver's variable and goes on:
 * no switch. A receiver that finds a waiting sender does likewise; if there is a buffer, the
 * receiver takes the oldest value from it and moves the sender's value in behind, which keeps the
 * order first in, first out.
 */
#include <stddef.h>
#include <rill/chan.h>
#include "chan.h"
#include "park.h"

int rill_chan_send_parks(void *channel, void *value, uint64_t deadline_ns);
int rill_chan_recv_parks(void *channel, void *value, uint64_t deadline_ns);

/* Each function below ends in a jump, so that a send that need not wait needs no stack frame. */

/* There is no receiver and no room: the sender waits in line. With the lock held. */
__attribute__((noinline)) static int
wait_to_send(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    struct rill_lock *held = rill_chan_lock(ch);
    int r = RILL_AGAIN;

    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (looked && rill_chan_can_put(ch)) {
            rill_lock_drop(held);
            return rill_chan_send_parks(ch, value, deadline_ns);
        }
        r = rill_park_may(held, "send on channel", ch, looked);
    }
    if (r)
        return rill_chan_leave(ch, r);
    return rill_park_in(&ch->senders, held, value, deadline_ns,
                        "send on channel", offsetof(struct rill_chan, senders));
}

/* The channel is closed, or a select is first in line. If other wakers have claimed all tasks that
 * waited there, the sender begins anew. */
__attribute__((noinline)) static int
send_rarely(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    int r = rill_chan_put_rarely(ch, value);

    if (r != RILL_LOST)
        return r;
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_send_parks(ch, value, deadline_ns);
}

int rill_chan_send_parks(void *channel, void *value, uint64_t deadline_ns)
{
    struct rill_chan *ch = channel;
    struct rill_hart *h;
    bool canceled;

    h = rill_sched_begin_to_wait(RILL_SENTENCE("rill_chan_send"), deadline_ns,
                                 &canceled);
    if (canceled)
        return -ECANCELED;
    rill_lock_take(rill_chan_lock(ch));
    return rill_chan_put(ch, value, deadline_ns, h, wait_to_send, send_rarely);
}

/* There is no value and no sender: the receiver waits in line. With the lock held. */
__attribute__((noinline)) static int
wait_to_recv(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    struct rill_lock *held = rill_chan_lock(ch);
    int r = RILL_AGAIN;

    if (__builtin_expect(deadline_ns == RILL_POLL, 0))
        return rill_chan_leave(ch, -ETIMEDOUT);
    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (looked && rill_chan_can_take(ch)) {
            rill_lock_drop(held);
            return rill_chan_recv_parks(ch, value, deadline_ns);
        }
        r = rill_park_may(held, "receive on channel", ch, looked);
    }
    if (r)
        return rill_chan_leave(ch, r);
    return rill_park_in(&ch->receivers, held, value, deadline_ns,
                        "receive on channel",
                        offsetof(struct rill_chan, receivers));
}

/* The buffer moves up for a waiting sender, or the channel is closed, or a select is first. */
__attribute__((noinline)) static int
recv_rarely(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    int r = rill_chan_take_rarely(ch, value);

    if (r != RILL_LOST)
        return r;
    rill_lock_drop(rill_chan_lock(ch));
    return rill_chan_recv_parks(ch, value, deadline_ns);
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
    return rill_chan_take(ch, value, deadline_ns, h, wait_to_recv, recv_rarely);
}
