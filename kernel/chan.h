/* kernel/chan.h -- sending and receiving without waiting. See chan.c. */
#ifndef KERNEL_CHAN_H
#define KERNEL_CHAN_H

#include <errno.h>
#include "wait.h"

typedef uintptr_t __attribute__((may_alias)) rill_word;

/* Any number of bytes, at any address. returns  0. In channel.c. */
int rill_chan_copy(void *to, const void *from, size_t n);

/* What follows moves a value last of all, and a call for that is a jump: so the
 * ways through a channel that nobody waits for need no stack frame. */
static inline int rill_chan_move(const struct rill_chan *ch, void *to,
                                 const void *from)
{
    if (__builtin_expect(!ch->words, 0))
        return rill_chan_copy(to, from, ch->elem_bytes);
    *(rill_word *)to = *(const rill_word *)from;
    return 0;
}

static inline char *rill_chan_after(const struct rill_chan *ch, char *cell)
{
    cell += ch->elem_bytes;
    return cell == ch->end ? ch->buf : cell;
}

/* Who stands first in both queues of a closed channel: nobody, and like a select
 * he is not for the short way. So an open channel need not be asked whether it is. */
extern struct rill_waiter rill_chan_closed;

/* The rare halves: it is closed, a select is to be woken, a full buffer moves up.
 * With the lock held, which they drop. In channel.c. */
int rill_chan_put_rarely(struct rill_chan *ch, const void *value);
int rill_chan_take_rarely(struct rill_chan *ch, void *value);

static inline int rill_chan_leave(int result)
{
    rill_sched_leave();
    return result;
}

typedef int rill_chan_later(struct rill_chan *ch, void *value,
                            uint64_t deadline_ns, struct rill_hart *h);

/* Both with the lock held, which they drop. If it must wait, `later` does all the
 * rest. */
PARK_INLINE int rill_chan_put(struct rill_chan *ch, void *value,
                              uint64_t deadline_ns, struct rill_hart *h,
                              rill_chan_later *later)
{
    struct rill_waiter *w = ch->receivers.head;
    char *cell;

    if (w) {
        if (__builtin_expect(w->all != NULL, 0))
            return rill_chan_put_rarely(ch, value);
        if (__builtin_expect(ch->words, 1)) {
            *(rill_word *)RILL_SINGLE(w)->slot = *(const rill_word *)value;
            rill_waitq_shift(&ch->receivers, w);
            rill_sched_wake(RILL_SINGLE(w)->task, 0);
            RILL_COUNT(rill_chan_messages);
            return rill_chan_leave(0);
        }
        rill_waitq_shift(&ch->receivers, w);
        rill_sched_wake(RILL_SINGLE(w)->task, 0);
        RILL_COUNT(rill_chan_messages);
        return rill_chan_leave(
            rill_chan_copy(RILL_SINGLE(w)->slot, value, ch->elem_bytes));
    }
    if (__builtin_expect(ch->len == ch->cap, 1))
        return later(ch, value, deadline_ns, h);
    cell = ch->free;
    ch->free = rill_chan_after(ch, cell);
    ch->len++;
    RILL_COUNT(rill_chan_messages);
    return rill_chan_leave(rill_chan_move(ch, cell, value));
}

PARK_INLINE int rill_chan_take(struct rill_chan *ch, void *value,
                               uint64_t deadline_ns, struct rill_hart *h,
                               rill_chan_later *later)
{
    struct rill_waiter *w = ch->senders.head;
    char *cell;

    if (w) {
        if (__builtin_expect(ch->cap || w->all, 0))
            return rill_chan_take_rarely(ch, value);
        if (__builtin_expect(ch->words, 1)) {
            *(rill_word *)value = *(const rill_word *)RILL_SINGLE(w)->slot;
            rill_waitq_shift(&ch->senders, w);
            rill_sched_wake(RILL_SINGLE(w)->task, 0);
            RILL_COUNT(rill_chan_messages);
            return rill_chan_leave(0);
        }
        rill_waitq_shift(&ch->senders, w);
        rill_sched_wake(RILL_SINGLE(w)->task, 0);
        RILL_COUNT(rill_chan_messages);
        return rill_chan_leave(
            rill_chan_copy(value, RILL_SINGLE(w)->slot, ch->elem_bytes));
    }
    if (__builtin_expect(!ch->len, 1))
        return later(ch, value, deadline_ns, h);
    cell = ch->first;
    ch->first = rill_chan_after(ch, cell);
    ch->len--;
    return rill_chan_leave(rill_chan_move(ch, value, cell));
}

static inline bool rill_chan_can_put(const struct rill_chan *ch)
{
    return ch->len != ch->cap || ch->receivers.head;
}

static inline bool rill_chan_can_take(const struct rill_chan *ch)
{
    return ch->len || ch->senders.head;
}

#endif
