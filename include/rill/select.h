/* rill/select.h -- wait for the first of several channels.
 *
 *     struct rill_arm arms[] = {
 *         {.op = RILL_RECV, .ch = &requests, .value = &request},
 *         {.op = RILL_SEND, .ch = &replies, .value = &reply},
 *     };
 *     switch (rill_select(arms, 2, rill_after_ns(RILL_S))) {
 *     case 0: ... arms[0].result is 0, or -EPIPE: closed and drained
 *     case 1: ... arms[1].result is 0, or -EPIPE: closed
 *     case -ETIMEDOUT: ...
 *     }
 *
 * Memory:  the arms are the caller's, and hold all that waiting needs: nothing
 *          is allocated, for any number of arms.
 * Callers: tasks only; a call from a trap handler panics.
 * Fair:    of several arms that are ready each is as likely as the others, be they
 *          ready when the select looks or at once while it waits: arms of one
 *          channel, for one value, or when it is closed. In a cancelled task
 *          the cancellation is one more arm (rill/context.h).
 * Costs:   n arms, n steps; where harts share, n log n unless they are in the order of
 *          their channels' addresses.
 */
#ifndef RILL_SELECT_H
#define RILL_SELECT_H

#include <rill/chan.h>

RILL_C_BEGIN

enum rill_arm_op {
    RILL_RECV,
    RILL_SEND,
};

struct rill_arm {
    enum rill_arm_op op;
    int result;           /* of the arm that was finished: 0, -EPIPE */
    struct rill_chan *ch; /* NULL: an arm that is never ready */
    void *value;          /* what to send, or where to receive */
    struct rill_waiter private_waiter;
    struct rill_arm *private_next; /* locked next; a power of two of bytes */
};

/* An arm for a channel that knows its type: `to` and `from` must be pointers to
 * just that type. */
#define RILL_RECV_ARM(channel, to)                   \
    {                                                \
        .op = RILL_RECV, .ch = &(channel)->chan,     \
        .value = _Generic((to), RILL_ELEM(channel) * \
                          : (to))                    \
    }
#define RILL_SEND_ARM(channel, from)                   \
    {                                                  \
        .op = RILL_SEND, .ch = &(channel)->chan,       \
        .value = _Generic((from), RILL_ELEM(channel) * \
                          : (from))                    \
    }

/* Finish exactly one of arms[0..n-1], waiting until one can be finished. The
 * same channel may stand in several arms, for sending and receiving too: a
 * select does not meet itself. With n = 0 it waits for nothing but the deadline, as with
 * arms that have no channel: with RILL_FOREVER until it is cancelled. n < 0: panic.
 *   returns  the index of the arm; its .result says how it went. -ETIMEDOUT:
 *            none until deadline_ns (RILL_POLL is a select with a default);
 *            -ECANCELED. No value but the finished arm's has been touched. */
RILL_INLINE int rill_select(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_select_parks, arms, n, deadline_ns);
}

RILL_C_END

#endif
