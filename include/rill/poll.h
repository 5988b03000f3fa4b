/* rill/poll.h -- waiting for a device: a trap handler says "look again", and a task does.
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
 * A poll is a channel with room for one token. So to wait with a deadline, to be
 * cancelled and to select are the channel's: an arm that waits for a device is
 *     {.op = RILL_RECV, .ch = &moved.ready, .value = &token}    unsigned long token;
 *
 * A token means "something has changed since you looked", not what. No wake-up is lost
 * if
 *     the trap or task that changes something signals after that, and
 *     the task that has taken a token looks after that; and if the task leaves something
 *     that others wait for, it signals too.
 * For a signal finds no token, and then puts one, or wakes a waiter; or finds one, and the
 * task that takes the token looks later than now. A token that is left over costs one look.
 *
 * Memory:  the caller's. Once started it must stay in being.
 * Callers: as said at each. Any hart.
 */
#ifndef RILL_POLL_H
#define RILL_POLL_H

#include <rill/chan.h>

RILL_C_BEGIN

struct rill_poll {
    struct rill_chan ready; /* of unsigned long: receive, or select */
    unsigned long private_token;
    struct rill_notice private_notice;
    struct rill_fed private_fed;
    bool private_started;
};

/* Before anybody waits or signals. In a task; does not block. Again: nothing. From then
 * on a trap may wake a task that waits in it: that all tasks wait, one of them here, is
 * no deadlock. */
void rill_poll_start(struct rill_poll *p);

/* Look again. In a task or a trap; does not block, and in a trap costs the same however
 * many wait: they are woken at the next switch, of an idle hart if this one computes.
 * Each signal wakes one at the most. Not started: panic. */
void rill_poll_signal(struct rill_poll *p);

/* Wait for a token and take it. In a task.
 *   returns  0: look again; -ETIMEDOUT; -ECANCELED. */
RILL_INLINE int rill_poll_wait(struct rill_poll *p, uint64_t deadline_ns)
{
    unsigned long token;

    return rill_chan_recv(&p->ready, &token, deadline_ns);
}

RILL_C_END

#endif
