/* kernel/sync/chan.h -- sending and receiving without waiting. See chan.c. */
#ifndef KERNEL_CHAN_H
#define KERNEL_CHAN_H

#include <errno.h>
#include "wait.h"

typedef uintptr_t __attribute__((may_alias)) rill_word;

/* Copy any number of bytes, at any address.   returns  0. In channel.c. */
int rill_chan_copy(void *to, const void *from, size_t n);

/* As rill_chan_copy, with the channel's lock held, which it drops. In channel.c. */
int rill_chan_copy_in(struct rill_chan *ch, void *to, const void *from);

/* The functions below move a value as their last step, and a call for that step is a jump: so the
 * ways through a channel for which no task waits need no stack frame. */
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

/* The first record in both queues of a closed channel. It is no task's. Like a select's record it
 * is not for the short way, so the short way need not ask whether a channel is open. */
extern struct rill_waiter rill_chan_closed;

/* The rare cases: the channel is closed, a select is to be woken, a full buffer moves up. With the
 * lock held, which they drop. RILL_LOST: the lock is still held, because other wakers have claimed
 * all tasks that waited; the caller looks again. In channel.c. */
int rill_chan_put_rarely(struct rill_chan *ch, const void *value);
int rill_chan_take_rarely(struct rill_chan *ch, void *value);
#define RILL_LOST 2

static inline struct rill_lock *rill_chan_lock(const struct rill_chan *ch)
{
    return (struct rill_lock *)&ch->receivers.lock;
}

/* Put a select's arms, linked by private_next, in the order of these locks, and keep of each
 * channel's arms one. In arms.c.   returns  the first. */
struct rill_arm *rill_arms_sort(struct rill_arm *list);

static inline int rill_chan_leave(const struct rill_chan *ch, int result)
{
    rill_lock_drop(rill_chan_lock(ch));
    return result;
}

/* Move a value to or from the buffer, then drop the lock, without which the cell may change. */
PARK_INLINE int rill_chan_move_in(struct rill_chan *ch, void *to,
                                  const void *from)
{
    if (__builtin_expect(!ch->words, 0))
        return rill_chan_copy_in(ch, to, from);
    *(rill_word *)to = *(const rill_word *)from;
    return rill_chan_leave(ch, 0);
}

/* What the two functions below end in when they cannot do all by themselves. */
typedef int rill_chan_then(struct rill_chan *ch, void *value,
                           uint64_t deadline_ns);

/* Copy a value of any size between a task's variable and another's. With the lock held, which this
 * drops. The claimed task t is made ready last: until then its record, and so the other end of the
 * value, stays good. In channel.c. */
int rill_chan_hand_over(struct rill_chan *ch, void *to, const void *from,
                        struct rill_task *t);

/* Send. With the lock held, which this drops; h is the running hart. wait: what the caller does
 * when it must wait; rarely: what it does when rill_chan_put_rarely is needed. */
PARK_INLINE int rill_chan_put(struct rill_chan *ch, void *value,
                              uint64_t deadline_ns, struct rill_hart *h,
                              rill_chan_then *wait, rill_chan_then *rarely)
{
    struct rill_waiter *w;
    struct rill_task *t;
    char *cell;

    /* A receiver waits: copy the value into its variable, and make it ready. */
    while ((w = ch->receivers.head)) {
        if (__builtin_expect(w->all != NULL, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns)
                             : rill_chan_put_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->receivers, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w); /* its deadline was first: try the next */
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, RILL_SINGLE(w)->slot, value, t);
        *(rill_word *)RILL_SINGLE(w)->slot = *(const rill_word *)value;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    /* No receiver waits, and the buffer is full, or there is none. */
    if (__builtin_expect(ch->len == ch->cap, 1))
        return wait(ch, value, deadline_ns);
    /* There is room: put the value into the free cell. */
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

    /* A sender waits, and there is no buffer: copy the value from the sender's variable. */
    while ((w = ch->senders.head)) {
        if (__builtin_expect(ch->cap || w->all, 0))
            return RILL_MANY ? rarely(ch, value, deadline_ns)
                             : rill_chan_take_rarely(ch, value);
        t = RILL_SINGLE(w)->task;
        rill_waitq_shift(&ch->senders, w);
        if (!rill_wake_claim(t, 0)) {
            rill_waiter_lost(w); /* its deadline was first: try the next */
            continue;
        }
        RILL_COUNT_OF(h, rill_chan_messages);
        if (__builtin_expect(!ch->words, 0))
            return rill_chan_hand_over(ch, value, RILL_SINGLE(w)->slot, t);
        *(rill_word *)value = *(const rill_word *)RILL_SINGLE(w)->slot;
        rill_lock_drop(rill_chan_lock(ch));
        return rill_wake_claimed(h, t);
    }
    /* No sender waits, and the buffer is empty. */
    if (__builtin_expect(!ch->len, 1))
        return wait(ch, value, deadline_ns);
    /* Take the oldest value of the buffer; no sender waits for its cell. */
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
