/* kernel/sync/inlet.c -- values that traps send into a channel: rill/chan.h.
 *
 *     trap:  value --> room[put_at]     put++    a notice (inbox.h)
 *                                                   |
 *   switch:  room[take_at] --> receiver, or buffer, under the channel's lock    taken++
 *
 * The buffer always has room, because only traps send: a trap puts no more in than cap - len - what
 * the inlet holds. A task may be changing len and `taken` at that time. But a value is in len
 * before it is off the inlet, and a receiver only makes room. So a trap sees the true room or less.
 *
 * The traps of several harts take the inlet's lock, which no task takes.
 *
 * We refused to lock a channel with interrupts off, so that a trap could use it as a task does,
 * because every send of every program would pay.
 */
#include <stddef.h>
#include <rill/panic.h>
#include "chan.h"
#include "inbox.h"

static char *cell_of(const struct rill_inlet *in, size_t at)
{
    return in->room + at * in->ch->elem_bytes;
}

static size_t after(const struct rill_inlet *in, size_t at)
{
    return at + 1 == in->ch->cap ? 0 : at + 1;
}

/* With the channel's lock held. hand_all_on forgets values that come when the channel is closed. */
static void hand_one_on(struct rill_inlet *in, struct rill_served *served)
{
    struct rill_chan *ch = in->ch;
    void *to = NULL;

    if (ch->receivers.head)
        to = rill_waitq_serve_any(&ch->receivers, 0, served);
    if (!to) {
        if (ch->len == ch->cap)
            rill_panic_holding(
                rill_chan_lock(ch),
                "the channel at %p has an inlet, and a task has sent into it; "
                "let only trap handlers, or give the task a channel of its own",
                (void *)ch);
        to = ch->free;
        ch->free = rill_chan_after(ch, to);
        ch->len++;
    }
    RILL_COUNT_OF(rill_hart_of_many(), rill_chan_messages);
    rill_chan_copy(to, cell_of(in, in->take_at), ch->elem_bytes);
    in->take_at = after(in, in->take_at);
}

static void hand_all_on(struct rill_inlet *in, struct rill_served *served)
{
    uint32_t put = rill_word_published(&in->put);

    while (in->taken != put && !in->ch->closed) {
        hand_one_on(in, served);
        rill_word_publish(&in->taken, in->taken + 1);
    }
}

static void deliver(struct rill_notice *n)
{
    struct rill_inlet *in =
        (struct rill_inlet *)((char *)n - offsetof(struct rill_inlet, notice));
    struct rill_served served = {};

    rill_lock_take(rill_chan_lock(in->ch));
    if (rill_marks_clear(&n->marks, RILL_RAISED | RILL_LINKED) & RILL_RAISED)
        hand_all_on(in, &served);
    rill_waitq_leave(&in->ch->receivers, &served);
}

/* The closer calls this, before the channel is closed. */
static void hand_on(struct rill_inlet *in)
{
    struct rill_served served = {};

    rill_lock_take(rill_chan_lock(in->ch));
    hand_all_on(in, &served);
    rill_waitq_leave(&in->ch->receivers, &served);
}

/* Called in a trap. It must read `taken` before len. */
static int send(struct rill_inlet *in, const void *value)
{
    struct rill_chan *ch = in->ch;
    uint32_t left;
    int r = 0;

    rill_lock_take(&in->lock);
    left = in->put - rill_word_published(&in->taken);
    if (__atomic_load_n(&ch->closed, __ATOMIC_RELAXED)) {
        r = -EPIPE;
    } else if (left + __atomic_load_n(&ch->len, __ATOMIC_RELAXED) >= ch->cap) {
        r = -ETIMEDOUT;
    } else {
        rill_chan_copy(cell_of(in, in->put_at), value, ch->elem_bytes);
        in->put_at = after(in, in->put_at);
        rill_word_publish(&in->put, in->put + 1);
    }
    rill_lock_drop(&in->lock);
    if (!r)
        rill_notice_put(&in->notice, deliver);
    return r;
}

void rill_chan_inlet(struct rill_chan *ch, struct rill_inlet *in, void *room)
{
    rill_sched_enter("rill_chan_inlet");
    if (!ch->cap || ch->by_trap)
        rill_panic_holding(
            &rill_sched_lock, "rill_chan_inlet: the channel at %p has %s",
            (void *)ch,
            ch->cap ? "an inlet already; one is for all handlers"
                    : "no buffer; what a trap sends must have room");
    *in = (struct rill_inlet){
        .ch = ch, .send = send, .hand_on = hand_on, .room = room};
    rill_fed_add(&in->fed, ch);
    ch->by_trap = in;
    rill_sched_leave();
}
