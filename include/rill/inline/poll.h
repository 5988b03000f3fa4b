/* rill/inline/poll.h -- the inline half of rill/poll.h, which includes this file. */
#ifndef RILL_INLINE_POLL_H
#define RILL_INLINE_POLL_H

RILL_C_BEGIN

RILL_INLINE int rill_poll_wait(struct rill_poll *p, uint64_t deadline_ns)
{
    unsigned long token;

    return rill_chan_recv(&p->ready, &token, deadline_ns);
}

RILL_C_END

#endif
