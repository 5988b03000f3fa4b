/* rill/chan.h -- channels: pipes between tasks, first come first served.
 *
 * Memory:  the caller's, channel and buffer; both must outlive every task that
 *          uses them. Values are copied, elem_bytes each.
 * Callers: tasks only; a call from a trap handler panics. One is for both: see "values
 *          from trap handlers" below.
 * Time:    deadline_ns is absolute since boot: RILL_POLL = do not wait,
 *          RILL_FOREVER = wait for ever.
 * Errors:  negative errno by return; errno itself untouched.
 * Order:   waiters are served first in, first out. A blocked sender's value is
 *          taken after all that are in the buffer.
 */
#ifndef RILL_CHAN_H
#define RILL_CHAN_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <rill/time.h>
#include <port/call.h>

RILL_C_BEGIN

struct rill_task;
struct rill_waiters;

/* Private to the kernel (kernel/sched/wait.h); here so that a channel, a mutex and an
 * arm of a select can be variables. */
struct rill_waitq {
    struct rill_lock lock; /* of all that it belongs to */
    struct rill_waiter *head;
};

struct rill_waiter {
    struct rill_waiter *next, *prev;
    struct rill_waitq *queue; /* which it is in */
    struct rill_waiters *all; /* of a select; NULL: it is a rill_single */
};

/* Private: what a trap leaves in its hart's inbox (kernel/sched/inbox.h). */
struct rill_notice {
    struct rill_notice *next;
    void (*deliver)(struct rill_notice *);
    uint32_t marks;
};

/* Private: how many values have been taken over, for rill/stats.h. */
extern unsigned long rill_chan_messages;

/* Private: a channel that traps fill, in the list of those (kernel/sync/poll.c). */
struct rill_fed {
    const struct rill_chan *ch;
    struct rill_fed *next;
};

struct rill_inlet;

/* Private to kernel/sync/chan.c; here so that a channel can be a variable. */
struct rill_chan {
    struct rill_waitq receivers, senders; /* in the order of rill_arm_op */
    size_t len, cap;
    char *first, *free, *buf, *end;
    size_t elem_bytes;
    bool closed;
    bool words; /* each value is one aligned word, at both ends */
    struct rill_inlet *by_trap; /* NULL: no trap sends */
};

/* A channel of `type` as a static variable, ready at start, with room for
 * `capacity` values (0: unbuffered, a rendezvous):
 *     RILL_CHAN(words, struct word, 8);
 *     ... rill_chan_send(&words, &w, RILL_FOREVER); */
#define RILL_CHAN(name, type, capacity)    \
    RILL_CHAN_CELLS(name, type, capacity); \
    static struct rill_chan name = RILL_CHAN_VALUE(name, type, capacity)

/* Its parts. */
#define RILL_CHAN_CELLS(name, type, capacity)                           \
    static char name##_buf_[(capacity) ? (capacity) * sizeof(type) : 1] \
        __attribute__((aligned(sizeof(void *) * 2)))

#define RILL_CHAN_VALUE(name, type, capacity)                               \
    {                                                                       \
        .cap = (capacity), .first = name##_buf_, .free = name##_buf_,       \
        .buf = name##_buf_, .end = name##_buf_ + (capacity) * sizeof(type), \
        .elem_bytes = sizeof(type), .words = RILL_IS_WORD(type)             \
    }

/* Is it a word, and aligned like one wherever it is? */
#define RILL_IS_WORD(type) \
    (sizeof(type) == sizeof(long) && _Alignof(type) == sizeof(long))

/* A channel made at run time. buf holds cap * elem_bytes (NULL if cap is 0).
 * elem_bytes 0, buf NULL with cap > 0, more bytes than can be counted: panic. What
 * was in ch is not looked at: rill_chan_destroy is what finds tasks that wait. */
void rill_chan_init(struct rill_chan *ch, void *buf, size_t elem_bytes,
                    size_t cap);

/* Private: what the two below are with RILL_POLL. */
int rill_chan_try_send(struct rill_chan *ch, const void *value);
int rill_chan_try_recv(struct rill_chan *ch, void *value);

/* Send *value. Blocks while the channel is full or nobody receives. (A trap handler:
 * rill_chan_inlet.)
 *   returns  0; -EPIPE: closed, before or while waiting; -ETIMEDOUT;
 *   -ECANCELED (rill/context.h: of calls that need not wait one in so many, too). */
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

/* Receive into *value, which is untouched unless 0 is returned.
 *   returns  0; -EPIPE: closed and drained; -ETIMEDOUT; -ECANCELED. */
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

/* No more sends. Receivers drain what is in the buffer, then get -EPIPE, as do
 * all senders and receivers that wait now. Does not block.
 *   returns  0; -EPIPE: it was closed already. */
int rill_chan_close(struct rill_chan *ch);

/* The last call before the memory of a channel or its buffer goes: values that are
 * left are forgotten. A task that uses the channel all the same, before the memory is
 * something else, finds it closed. Somebody waits in it: panic. */
void rill_chan_destroy(struct rill_chan *ch);

size_t rill_chan_len(const struct rill_chan *ch); /* values in the buffer */
size_t rill_chan_cap(const struct rill_chan *ch);

/* ---- values from trap handlers ----
 *
 *     RILL_CHAN(bytes, char, 64);
 *     static struct rill_inlet inlet;
 *     static char room[64];
 *
 *     rill_chan_inlet(&bytes, &inlet, room);      a task, before the handler is called
 *     rill_chan_send(&bytes, &byte, RILL_POLL);   the handler; rill_send, too
 *
 * A trap may come in the midst of a send or a receive, so it touches no channel. It puts
 * the value into the inlet, and the next switch hands it on: to a receiver, or into the
 * buffer. On many harts one that is idle does, if this one computes. Values come out in
 * the order in which they were put in. Until the switch a receive that does not wait and
 * rill_chan_len do not know of them.
 */
struct rill_inlet { /* private */
    struct rill_chan *ch;
    int (*send)(struct rill_inlet *in, const void *value);
    void (*hand_on)(struct rill_inlet *in);
    struct rill_notice notice;
    struct rill_fed fed;
    struct rill_lock lock; /* of traps that put in */
    char *room;
    size_t put_at, take_at;
    uint32_t put, taken; /* ever, modulo 2^32 */
};

/* From now on trap handlers may send into ch, with RILL_POLL alone, and tasks may not: a
 * value for which a task has left no room is found later (panic). `room` is for as many
 * values as ch's buffer. A task calls it; it does not block. All three must stay in
 * being. That all tasks wait, one of them for such a channel, is no deadlock.
 * ch has no buffer, or has an inlet already: panic.
 * What rill_chan_send then says in a trap handler:
 *   0; -ETIMEDOUT: as many values are in the channel and in the inlet as the buffer has
 *   room for; -EPIPE: closed, and what a trap sends just then may be lost. */
void rill_chan_inlet(struct rill_chan *ch, struct rill_inlet *in, void *room);

/* ---- channels that know their type ----
 *
 *     typedef RILL_CHAN_OF(int) int_chan;
 *     RILL_TYPED_CHAN(int_chan, numbers, 8);
 *
 *     rill_send(&numbers, 42, RILL_FOREVER);
 *     rill_recv(&numbers, &n, RILL_FOREVER);
 *
 * The same channels by value: the compiler refuses what could not be assigned (an
 * int * on a channel of int), and a value that finds room, or a receive that finds
 * one, is a few instructions without a call. `.chan` is the channel itself, for
 * rill_chan_close, rill_chan_len and whatever else there is. C only.
 */
#define RILL_CHAN_OF(type)     \
    union {                    \
        struct rill_chan chan; \
        type *rill_type;       \
    }

/* One as a static variable, ready at start. */
#define RILL_TYPED_CHAN(chan_type, name, capacity)                             \
    RILL_CHAN_CELLS(name, __typeof__(*((chan_type *)0)->rill_type), capacity); \
    static chan_type name = {                                                  \
        .chan = RILL_CHAN_VALUE(                                               \
            name, __typeof__(*((chan_type *)0)->rill_type), capacity)}

/* The same at run time: room for cap values in buf, an array of them. */
#define rill_typed_init(ch, buf, cap)                            \
    do {                                                         \
        RILL_ELEM(ch) *buf_ = (buf);                             \
        rill_chan_init(&(ch)->chan, buf_, sizeof(*buf_), (cap)); \
        (ch)->chan.words = RILL_IS_WORD(RILL_ELEM(ch));          \
    } while (0)

#define RILL_ELEM(ch) __typeof__(*(ch)->rill_type)

/* A variable of the channel's type; a value of another that C converts only with a
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

/* May the two above look by themselves? Then the channel is locked. */
#define RILL_CHAN_LOCK(ch)                             \
    (RILL_QUICK && (!RILL_MANY || !rill_hurdle()) ? ({ \
        RILL_LOCK_TAKE(&(ch)->receivers.lock);         \
        1;                                             \
    })                                                 \
                                                  : 0)

RILL_C_END

#endif
