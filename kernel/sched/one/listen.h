/* kernel/sched/one/listen.h -- what hooks are told of a switch, on one hart: all of it as a task
 * leaves, for the ring says which task comes and which were made ready. Twin:
 * kernel/sched/many/listen.h.
 *
 *    ring:  self  A  B  C | D  E        D and E were made ready by self
 *                       ^ seen
 *
 * `seen` is the task that was last in the ring when self began to run; self itself, if it was
 * alone. It cannot have left: only self runs. (STRESS=1 puts ready tasks elsewhere, and
 * then hooks are not told of all.)
 */
#ifndef KERNEL_LISTEN_H
#define KERNEL_LISTEN_H

static void tell_ready(const struct rill_task *t);
static void tell_park(const struct rill_task *t);
static void tell_switch(const struct rill_task *from,
                        const struct rill_task *to);

static bool telling_now;

static bool telling(void)
{
    return telling_now;
}

static void tell_begin(void)
{
    telling_now = true;
}

static void tell_end(void)
{
    telling_now = false;
}

/* The first hooks were added; the last one was removed. With rill_sched_lock. */
static void listen_begin(struct rill_hart *h)
{
    h->seen = rill_task_self()->prev;
    h->watched = 1;
}

static void listen_end(struct rill_hart *h)
{
    h->watched = 0;
}

/* Which task runs next, and which is then the last in its ring. */
static void listen_leaves(struct rill_hart *h, bool parks)
{
    struct rill_task *self = rill_task_self(), *to = self->next;
    bool stays = !parks && (self->number || self == h->idle);

    for (const struct rill_task *t = h->seen->next; t != self; t = t->next)
        tell_ready(t);
    if (parks)
        tell_park(self);
    h->seen = self->prev;
    if (to == self && !stays)
        to = h->seen = h->idle;
    else if (stays && self != h->idle)
        h->seen = self;
    if (to != self)
        tell_switch(self, to);
}

#define RILL_LIFE_MANY .ready = NULL

#endif
