/* rill/poll.h -- waiting for a device: a trap handler says "look again", and a task looks.
 *
 *     static struct rill_poll moved;            a driver's; all zero
 *
 *     rill_poll_start(&moved);
 *     ...
 *     while (!take_from_device())               the task
 *         if ((r = rill_poll_wait(&moved, deadline_ns)))
 *             return r;
 *
 *     bool handler(void *arg)                   the trap (rill/irq.h)
 *     {
 *         quieten_device();
 *         rill_poll_signal(&moved);
 *         return true;
 *     }
 *
 * A poll is a channel with room for one token. So a task waits for a poll with a deadline,
 * until it is cancelled, or in a select, as for a channel. This arm waits for a device:
 *     {.op = RILL_RECV, .ch = &moved.ready, .value = &token}    unsigned long token;
 *
 * A token means "something has changed since you looked", and does not say what. No wake-up
 * is lost if
 *     the trap or task that changes something signals after the change, and
 *     the task that has taken a token looks after that. If this task leaves something that
 *     other tasks wait for, it signals too.
 * For a signal that finds no token puts one, or wakes a waiter. A signal that finds a token
 * is not needed: the task that takes that token looks later than now. A token that is left
 * over costs one look.
 *
 * Memory:  the caller owns the poll, which must stay for good once it is started.
 * Callers: said at each call. On any hart.
 */
#ifndef RILL_POLL_H
#define RILL_POLL_H

#include <rill/chan.h>

RILL_C_BEGIN

struct rill_poll {
    struct rill_chan ready; /* of unsigned long: receive, or select */
    /* Rill's own: */
    unsigned long private_token;
    struct rill_notice private_notice;
    struct rill_fed private_fed;
    bool private_started;
};

/* Start the poll, before any task waits and before any signal. A second call does nothing.
 * From then on a trap may wake a task that waits for the poll: so while a task waits for it,
 * Rill reports no deadlock. By a task; does not block. */
void rill_poll_start(struct rill_poll *p);

/* Look again. Each signal wakes one task at most. By a task or a trap handler; does not
 * block. In a trap it takes as long however many tasks wait: the hart's next switch wakes
 * them, or an idle hart while this hart computes.
 * Misuse: the poll is not started: panic. */
void rill_poll_signal(struct rill_poll *p);

/* Wait for a token, and take it. By a task; blocks while there is no token.
 *   returns  0: look again; -ETIMEDOUT: deadline_ns came first; -ECANCELED. */
int rill_poll_wait(struct rill_poll *p, uint64_t deadline_ns);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/poll.h>

#endif
