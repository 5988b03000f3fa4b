/* rill/inline/select.h -- the inline half of rill/select.h, which includes this file.
 *
 * private_next of an arm is the arm that the select locks next. It also makes the size of
 * an arm a power of two. */
#ifndef RILL_INLINE_SELECT_H
#define RILL_INLINE_SELECT_H

RILL_C_BEGIN

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

RILL_INLINE int rill_select(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_select_parks, arms, n, deadline_ns);
}

RILL_C_END

#endif
