/* kernel/sync/chan.h -- sending and receiving without waiting. See chan.c. */
#ifndef KERNEL_CHAN_H
#define KERNEL_CHAN_H

#include <errno.h>
#include "wait.h"

typedef uintptr_t __attribute__((may_alias)) rill_word;

/* Any number of bytes, at any address. returns  0. In channel.c. */
int rill_chan_copy(void *to, const void *from, size_t n);

/* As rill_chan_copy, with the channel's lock held, which it drops. In channel.c. */
int rill_chan_copy_in(struct rill_chan *ch, void *to, const void *from);

/* What follows moves a value last of all, and a call for that is a jump: so the ways through a
 * channel that nobody waits for need no stack frame. */
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

/* The first record in both queues of a closed channel. It is no task's, and like a select's it is
 * not for the short way: so that need not ask whether a channel is open. */
extern struct rill_waiter rill_chan_closed;

/* The rare halves: it is closed, a select is to be woken, a full buffer moves up. With the lock
 * held, which they drop. In channel.c. RILL_LOST: the lock is held still, for others have woken all
 * tasks that waited; look again. */
int rill_chan_put_rarely(struct rill_chan *ch, const void *value);
int rill_chan_take_rarely(struct rill_chan *ch, void *value);
#define RILL_LOST 2

static inline struct rill_lock *rill_chan_lock(const struct rill_chan *ch)
{
    return (struct rill_lock *)&ch->receivers.lock;
}

static inline int rill_chan_leave(const struct rill_chan *ch, int result)
{
    rill_lock_drop(rill_chan_lock(ch));
    return result;
}

/* To or from the buffer: the cell is its own only while the lock is held. */
PARK_INLINE int rill_chan_move_in(struct rill_chan *ch, void *to,
                                  const void *from)
{
    if (__builtin_expect(!ch->words, 0))
        return rill_chan_copy_in(ch, to, from);
    *(rill_word *)to = *(const rill_word *)from;
    return rill_chan_leave(ch, 0);
}

/* What the two calls below end in when they cannot do all by themselves. */
typedef int rill_chan_then(struct rill_chan *ch, void *value,
                           uint64_t deadline_ns);

/* A value from hand to hand, of any size: with the lock held, which it drops. The claimed task is
 * made ready last: until then its record, and so the other end of the value, stays good. In
 * channel.c. */
int rill_chan_hand_over(struct rill_chan *ch, void *to, const void *from,
                        struct rill_task *t);

/* Send. With the lock held, which it drops; h is the running hart. wait: what the caller does when
 * it must wait; rarely: what it does by rill_chan_put_rarely. */
PARK_INLINE int rill_chan_put(struct rill_chan *ch, void *value,
                              uint64_t deadline_ns, struct rill_hart *h,
                              rill_chan_then *wait, rill_chan_then *rarely)
{
    struct rill_waiter *w;
    struct rill_task *t;
    char *cell;

    /* A receiver waits: the value goes from hand to hand, and the receiver is ready. */
    while ((w = ch->receivers.head)) {
        if (__builtin_expect(w->all != NULL, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns)
                             : rill_chan_put_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->receivers, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w); /* its deadline was first: the next one */
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, RILL_SINGLE(w)->slot, value, t);
        *(rill_word *)RILL_SINGLE(w)->slot = *(const rill_word *)value;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    /* Nobody receives and the buffer is full, or there is none. */
    if (__builtin_expect(ch->len == ch->cap, 1))
        return wait(ch, value, deadline_ns);
    /* There is room: the value goes into the free cell. */
    cell = ch->free;
    ch->free = rill_chan_after(ch, cell);
    ch->len++;
    RILL_COUNT_OF(h, rill_chan_messages);
    return rill_chan_move_in(ch, cell, value);
}

/* Receive, as rill_chan_put sends. */
PARK_INLINE int rill_chan_take(struct rill_chan *ch, void *value,
                               uint64_t deadline_ns, struct rill_hart *h,
                               rill_chan_then *wait, rill_chan_then *rarely)
{
    struct rill_waiter *w;
    struct rill_task *t;
    char *cell;

    /* A sender waits, and there is no buffer: its value comes from hand to hand. */
    while ((w = ch->senders.head)) {
        if (__builtin_expect(ch->cap || w->all, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns)
                             : rill_chan_take_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->senders, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w); /* its deadline was first: the next one */
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, value, RILL_SINGLE(w)->slot, t);
        *(rill_word *)value = *(const rill_word *)RILL_SINGLE(w)->slot;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    /* Nobody sends, and the buffer is empty. */
    if (__builtin_expect(!ch->len, 1))
        return wait(ch, value, deadline_ns);
    /* The oldest value of the buffer; nobody waits for its cell. */
    cell = ch->first;
    ch->first = rill_chan_after(ch, cell);
    ch->len--;
    return rill_chan_move_in(ch, value, cell);
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
