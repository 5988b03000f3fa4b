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

/* The first record in both queues of a closed channel. It is no task's, and like a
 * select's it is not for the short way: so that need not ask whether a channel is open. */
extern struct rill_waiter rill_chan_closed;

/* The rare halves: it is closed, a select is to be woken, a full buffer moves up.
 * With the lock held, which they drop. In channel.c. RILL_LOST: the lock is held still,
 * for others have woken all tasks that waited; look again. */
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

typedef int rill_chan_later(struct rill_chan *ch, void *value,
                            uint64_t deadline_ns, struct rill_hart *h);

/* A value from hand to hand, of any size: with the lock held, which it drops. The claimed
 * task is made ready last: until then its record, and so the other end of the value,
 * stays good. In channel.c. */
int rill_chan_hand_over(struct rill_chan *ch, void *to, const void *from,
                        struct rill_task *t);

/* These two with the lock held, which they drop. If the caller must wait, `later` does
 * all the rest; `rarely` what the functions above do. h: the running hart. */
PARK_INLINE int rill_chan_put(struct rill_chan *ch, void *value,
                              uint64_t deadline_ns, struct rill_hart *h,
                              rill_chan_later *later, rill_chan_later *rarely)
{
    struct rill_waiter *w;
    struct rill_task *t;
    char *cell;

    while ((w = ch->receivers.head)) {
        if (__builtin_expect(w->all != NULL, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns, h)
                             : rill_chan_put_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->receivers, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w);
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, RILL_SINGLE(w)->slot, value, t);
        *(rill_word *)RILL_SINGLE(w)->slot = *(const rill_word *)value;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    if (__builtin_expect(ch->len == ch->cap, 1))
        return later(ch, value, deadline_ns, h);
    cell = ch->free;
    ch->free = rill_chan_after(ch, cell);
    ch->len++;
    RILL_COUNT_OF(h, rill_chan_messages);
    return rill_chan_move_in(ch, cell, value);
}

PARK_INLINE int rill_chan_take(struct rill_chan *ch, void *value,
                               uint64_t deadline_ns, struct rill_hart *h,
                               rill_chan_later *later, rill_chan_later *rarely)
{
    struct rill_waiter *w;
    struct rill_task *t;
    char *cell;

    while ((w = ch->senders.head)) {
        if (__builtin_expect(ch->cap || w->all, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns, h)
                             : rill_chan_take_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->senders, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w);
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, value, RILL_SINGLE(w)->slot, t);
        *(rill_word *)value = *(const rill_word *)RILL_SINGLE(w)->slot;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    if (__builtin_expect(!ch->len, 1))
        return later(ch, value, deadline_ns, h);
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
