/* rill/inline/chan.h -- the inline half of rill/chan.h, which includes this file.
 *
 * In struct rill_chan the two queues lie in the order of enum rill_arm_op. The lock of
 * `receivers` guards the whole channel. `words`: each value is one word, aligned in the
 * buffer, in the sender and in the receiver. by_trap NULL: no trap sends.
 * In struct rill_inlet `lock` is for traps that put values in; put and taken count all
 * values so far, modulo 2^32. */
#ifndef RILL_INLINE_CHAN_H
#define RILL_INLINE_CHAN_H

RILL_C_BEGIN

/* How many values channels have taken over, for rill/stats.h. */
extern unsigned long rill_chan_messages;

/* ---- a channel as a variable ---- */

#define RILL_CHAN(name, type, capacity)    \
    RILL_CHAN_CELLS(name, type, capacity); \
    static struct rill_chan name = RILL_CHAN_VALUE(name, type, capacity)

#define RILL_CHAN_CELLS(name, type, capacity)                           \
    static char name##_buf_[(capacity) ? (capacity) * sizeof(type) : 1] \
        __attribute__((aligned(sizeof(void *) * 2)))

#define RILL_CHAN_VALUE(name, type, capacity)                               \
    {                                                                       \
        .cap = (capacity), .first = name##_buf_, .free = name##_buf_,       \
        .buf = name##_buf_, .end = name##_buf_ + (capacity) * sizeof(type), \
        .elem_bytes = sizeof(type), .words = RILL_IS_WORD(type)             \
    }

/* Is `type` one word, and aligned like a word wherever a value of it lies? */
#define RILL_IS_WORD(type) \
    (sizeof(type) == sizeof(long) && _Alignof(type) == sizeof(long))

/* ---- the calls ---- */

/* A send and a receive with RILL_POLL. */
int rill_chan_try_send(struct rill_chan *ch, const void *value);
int rill_chan_try_recv(struct rill_chan *ch, void *value);

RILL_INLINE int rill_chan_send(struct rill_chan *ch, const void *value,
                               uint64_t deadline_ns)
{
    if (RILL_IS(deadline_ns, RILL_FOREVER))
        return RILL_PARK_CALL(rill_chan_send_parks, ch, value, RILL_FOREVER);
    if (deadline_ns == RILL_POLL)
        return rill_chan_try_send(ch, value); /* a trap handler may */
    RILL_NEEDS_ALARMS;
    return RILL_PARK_CALL(rill_chan_send_parks, ch, value, deadline_ns);
}

RILL_INLINE int rill_chan_recv(struct rill_chan *ch, void *value,
                               uint64_t deadline_ns)
{
    if (RILL_IS(deadline_ns, RILL_FOREVER))
        return RILL_PARK_CALL(rill_chan_recv_parks, ch, value, RILL_FOREVER);
    if (RILL_IS(deadline_ns, RILL_POLL))
        return rill_chan_try_recv(ch, value);
    RILL_NEEDS_ALARMS;
    return RILL_PARK_CALL(rill_chan_recv_parks, ch, value, deadline_ns);
}

/* ---- channels that know their type ---- */

#define RILL_CHAN_OF(type)     \
    union {                    \
        struct rill_chan chan; \
        type *rill_type;       \
    }

#define RILL_TYPED_CHAN(chan_type, name, capacity)                             \
    RILL_CHAN_CELLS(name, __typeof__(*((chan_type *)0)->rill_type), capacity); \
    static chan_type name = {                                                  \
        .chan = RILL_CHAN_VALUE(                                               \
            name, __typeof__(*((chan_type *)0)->rill_type), capacity)}

#define rill_typed_init(ch, buf, cap)                            \
    do {                                                         \
        RILL_ELEM(ch) *buf_ = (buf);                             \
        rill_chan_init(&(ch)->chan, buf_, sizeof(*buf_), (cap)); \
        (ch)->chan.words = RILL_IS_WORD(RILL_ELEM(ch));          \
    } while (0)

#define RILL_ELEM(ch) __typeof__(*(ch)->rill_type)

/* A variable of the channel's type. A value that C converts to that type only with a
 * warning is an error here. */
#define RILL_OF_ITS_TYPE(variable, value)                                    \
    _Pragma("GCC diagnostic push")                                           \
        _Pragma("GCC diagnostic error \"-Wint-conversion\"")                 \
            _Pragma("GCC diagnostic error \"-Wincompatible-pointer-types\"") \
                variable = (value);                                          \
    _Pragma("GCC diagnostic pop")

#define rill_send(ch, value, deadline_ns)                                     \
    ({                                                                        \
        RILL_OF_ITS_TYPE(RILL_ELEM(ch) value_, value)                         \
        struct rill_chan *ch_ = &(ch)->chan;                                  \
        int sent_ = 0, locked_ = RILL_CHAN_LOCK(ch_);                         \
                                                                              \
        if (__builtin_expect(locked_ && ch_->len != ch_->cap &&               \
                                 (long)ch_->receivers.head ==                 \
                                     RILL_LOCKED_HURDLE,                      \
                             1)) {                                            \
            RILL_ELEM(ch) *cell_ = (void *)ch_->free;                         \
                                                                              \
            *cell_++ = value_;                                                \
            ch_->free = (char *)cell_ == ch_->end ? ch_->buf : (char *)cell_; \
            ch_->len++;                                                       \
            RILL_COUNT_MESSAGE();                                             \
            RILL_LOCK_DROP(&ch_->receivers.lock);                             \
        } else {                                                              \
            RILL_ELEM(ch) sent_value_ = value_;                               \
                                                                              \
            if (locked_)                                                      \
                RILL_LOCK_DROP(&ch_->receivers.lock);                         \
            sent_ = rill_chan_send(ch_, &sent_value_, (deadline_ns));         \
        }                                                                     \
        sent_;                                                                \
    })

#define rill_recv(ch, to, deadline_ns)                                         \
    ({                                                                         \
        RILL_OF_ITS_TYPE(RILL_ELEM(ch) * to_, to)                              \
        struct rill_chan *ch_ = &(ch)->chan;                                   \
        int received_ = 0, locked_ = RILL_CHAN_LOCK(ch_);                      \
                                                                               \
        if (locked_ && ch_->len &&                                             \
            (long)ch_->senders.head == RILL_LOCKED_HURDLE) {                   \
            RILL_ELEM(ch) *cell_ = (void *)ch_->first;                         \
                                                                               \
            *to_ = *cell_++;                                                   \
            ch_->first = (char *)cell_ == ch_->end ? ch_->buf : (char *)cell_; \
            ch_->len--;                                                        \
            RILL_LOCK_DROP(&ch_->receivers.lock);                              \
        } else if (locked_ && RILL_IS(deadline_ns, RILL_POLL) && !ch_->len &&  \
                   !ch_->senders.head && rill_here()) {                        \
            RILL_LOCK_DROP(&ch_->receivers.lock);                              \
            received_ = -ETIMEDOUT;                                            \
        } else {                                                               \
            if (locked_)                                                       \
                RILL_LOCK_DROP(&ch_->receivers.lock);                          \
            received_ = rill_chan_recv(ch_, to_, (deadline_ns));               \
        }                                                                      \
        received_;                                                             \
    })

/* Whether a macro above may look into the channel by itself. If so, the channel is locked. */
#define RILL_CHAN_LOCK(ch)                             \
    (RILL_QUICK && (!RILL_MANY || !rill_hurdle()) ? ({ \
        RILL_LOCK_TAKE(&(ch)->receivers.lock);         \
        1;                                             \
    })                                                 \
                                                  : 0)

RILL_C_END

#endif
