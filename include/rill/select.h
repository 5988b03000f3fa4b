/* rill/select.h -- wait for the first of several channels.
 *
 *     struct rill_arm arms[] = {
 *         {.op = RILL_RECV, .ch = &requests, .value = &request},
 *         {.op = RILL_SEND, .ch = &replies, .value = &reply},
 *     };
 *     switch (rill_select(arms, 2, rill_after_ns(RILL_S))) {
 *     case 0: ... arms[0].result is 0, or -EPIPE: closed, and the buffer is empty
 *     case 1: ... arms[1].result is 0, or -EPIPE: closed
 *     case -ETIMEDOUT: ...
 *     }
 *
 * Memory:  the caller owns the arms, which hold all that the wait needs. Nothing is
 *          allocated, for any number of arms.
 * Callers: tasks, on any hart. A call from a trap handler panics.
 * Fair:    of several arms that are ready each is as likely as the others. That holds for
 *          arms that are ready when the select looks, and for arms that become ready at
 *          once while it waits: arms of one channel, for one value, or when a task closes
 *          the channel. In a cancelled task the cancellation is one more arm
 *          (rill/context.h).
 * Costs:   n arms take n steps. Where harts share, they take n log n steps, unless the arms
 *          are in the order of their channels' addresses.
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
    int result;           /* of the arm that was finished: 0 or -EPIPE */
    struct rill_chan *ch; /* NULL: the arm is never ready */
    void *value;          /* the value to send, or where to receive */
    /* Rill's own: */
    struct rill_waiter private_waiter;
    struct rill_arm *private_next;
};

/* Arms for channels that know their type (rill/chan.h). The compiler refuses a pointer to
 * another type.
 *
 *     struct rill_arm arms[] = {
 *         RILL_RECV_ARM(&numbers, &n),
 *         RILL_SEND_ARM(&replies, &reply),
 *     };
 */

/* Finish exactly one of arms[0] to arms[n - 1]. Blocks while no arm is ready. A channel may
 * stand in several arms, for sending and for receiving: a select never takes its own value.
 * With n = 0, or when no arm has a channel, the call waits for the deadline alone; with
 * RILL_FOREVER until the caller is cancelled.
 *   returns  the index of the arm that was finished; its .result says how it went
 *            -ETIMEDOUT  deadline_ns came first. With RILL_POLL: no arm is ready
 *            -ECANCELED  the caller is cancelled: rill/context.h
 * The values of all other arms are as they were.
 * Misuse: n < 0: panic. */
int rill_select(struct rill_arm *arms, int n, uint64_t deadline_ns);

RILL_C_END

/* The macros, and what the compiler puts into the caller's code. */
#include <rill/inline/select.h>

#endif
