/* rill/chan.h -- channels: values from task to task, first come first served.
 *
 * Memory:  the caller owns the channel and its buffer. Both must outlive every task that
 *          uses the channel. A send and a receive copy one value, elem_bytes long.
 * Callers: tasks, on any hart. A call from a trap handler panics, but for rill_chan_len,
 *          rill_chan_cap, and a send through an inlet: "values from trap handlers" below.
 * Time:    deadline_ns is absolute, in ns since boot (rill/time.h). With RILL_POLL the call
 *          does not wait. With RILL_FOREVER the call waits without a limit.
 * Errors:  a call returns 0 or a negative errno. errno itself stays as it was.
 * Order:   the task that has waited longest is served first. A receiver takes the values in
 *          the buffer before the value of a sender that waits.
 */
#ifndef RILL_CHAN_H
#define RILL_CHAN_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <rill/time.h>
/* What a channel is made of. */
#include <rill/inline/types.h>

RILL_C_BEGIN

struct rill_chan { /* all members are Rill's own */
    struct rill_waitq receivers, senders;
    size_t len, cap;
    char *first, *free, *buf, *end;
    size_t elem_bytes;
    bool closed;
    bool words;
    struct rill_inlet *by_trap;
};

/* ---- make a channel ----
 *
 *     RILL_CHAN(name, type, capacity);
 *
 * declares a static variable `name`: a channel of `type`, ready at start, with room for
 * `capacity` values. With capacity 0 the channel has no buffer: a send waits until a
 * receiver takes the value.
 *
 *     RILL_CHAN(words, struct word, 8);
 *     ... rill_chan_send(&words, &w, RILL_FOREVER);
 */

/* Make a channel at run time. buf has room for cap values of elem_bytes each, and is NULL
 * when cap is 0. Does not block.
 * Misuse: elem_bytes 0, buf NULL with cap > 0, or more bytes than a size_t counts: panic.
 * The call does not look at what was in ch. To reuse a channel, call rill_chan_destroy
 * before: that finds tasks that still wait in the channel. */
void rill_chan_init(struct rill_chan *ch, void *buf, size_t elem_bytes,
                    size_t cap);

/* ---- use a channel ---- */

/* Send *value. Blocks while the buffer is full; without a buffer, until a task receives.
 *   returns  0
 *            -EPIPE      the channel is closed, or a task closed it during the wait
 *            -ETIMEDOUT  the deadline came first
 *            -ECANCELED  the caller is cancelled: rill/context.h, which says when a call
 *                        that need not wait answers so, too */
int rill_chan_send(struct rill_chan *ch, const void *value,
                   uint64_t deadline_ns);

/* Receive a value into *value. Blocks while there is no value.
 *   returns  0
 *            -EPIPE      the channel is closed, and its buffer is empty
 *            -ETIMEDOUT, -ECANCELED  as rill_chan_send
 * After an error *value is as it was. */
int rill_chan_recv(struct rill_chan *ch, void *value, uint64_t deadline_ns);

/* Close the channel: nobody can send any more. Receivers still get the values in the
 * buffer, and then -EPIPE. Tasks that wait in the channel now get -EPIPE. Does not block.
 *   returns  0; -EPIPE: the channel was closed before. */
int rill_chan_close(struct rill_chan *ch);

/* Call this last, before the memory of the channel or of its buffer is used for something
 * else. Values in the buffer are lost. A task that uses the channel after this call, while
 * the memory is still there, finds the channel closed. Does not block.
 * Misuse: a task waits in the channel: panic. */
void rill_chan_destroy(struct rill_chan *ch);

/* How many values are in the buffer, and how many have room there. From traps, too. */
size_t rill_chan_len(const struct rill_chan *ch);
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
 * A trap may interrupt a send or a receive. So a trap handler never touches the channel: it
 * puts its value into the inlet, and the hart's next switch hands the value on, to a
 * receiver or into the buffer. On many harts an idle hart does that while this hart
 * computes. Values come out in the order in which handlers put them in. Before that switch
 * rill_chan_len and a receive with RILL_POLL do not see the value.
 */
struct rill_inlet { /* all members are Rill's own */
    struct rill_chan *ch;
    int (*send)(struct rill_inlet *in, const void *value);
    void (*hand_on)(struct rill_inlet *in);
    struct rill_notice notice;
    struct rill_fed fed;
    struct rill_lock lock;
    char *room;
    size_t put_at, take_at;
    uint32_t put, taken;
};

/* From now on trap handlers may send into ch, with RILL_POLL alone. `room` has room for as
 * many values as the channel's buffer. The channel, the inlet and `room` must stay for good.
 * A task calls this; it does not block.
 * What rill_chan_send returns in a trap handler:
 *   0; -EPIPE: the channel is closed; -ETIMEDOUT: channel and inlet together hold as many
 *   values as the buffer has room for. A value that a handler sends while a task closes
 *   the channel may be lost.
 * While a task waits for such a channel, Rill reports no deadlock.
 * Misuse: ch has no buffer, or has an inlet already: panic. From now on no task may send
 * into ch: Rill panics when it finds a value that such a task has left no room for. */
void rill_chan_inlet(struct rill_chan *ch, struct rill_inlet *in, void *room);

/* ---- channels that know their type ----
 *
 * The channels above, by value, and checked by the compiler: it refuses a value that C
 * could not assign to the channel's type, such as an int * on a channel of int. When a send
 * finds room, or a receive finds a value, it takes a few instructions and no call. In C
 * alone, not in C++.
 *
 *     typedef RILL_CHAN_OF(int) int_chan;       the type of a channel of int
 *     RILL_TYPED_CHAN(int_chan, numbers, 8);    one as a static variable, ready at start
 *
 *     int rill_send(&numbers, 42, deadline_ns)  returns what rill_chan_send does
 *     int rill_recv(&numbers, &n, deadline_ns)  returns what rill_chan_recv does
 *
 *     rill_typed_init(&numbers, buf, cap)       make one at run time: buf is an array of
 *                                               cap values
 *
 * numbers.chan is the channel itself, for rill_chan_close and all other calls.
 */

RILL_C_END

/* The macros, and what the compiler puts into the caller's code. */
#include <rill/inline/chan.h>

#endif
