/* kernel/sched/many/listen.h -- what hooks are told of a switch, where harts are many. Of a task
 * that is made ready they are told as it is; of a switch, as soon as the task that has come
 * is seen: mostly at its first step, and at the latest when it leaves again. `seen` is the
 * last task of which hooks were told that it runs on this hart. One hart tells at a time.
 * Twin: kernel/sched/one/listen.h. */
#ifndef KERNEL_LISTEN_H
#define KERNEL_LISTEN_H

static void tell_ready(const struct rill_task *t);
static void tell_park(const struct rill_task *t);
static void tell_switch(const struct rill_task *from,
                        const struct rill_task *to);

static struct rill_lock lock; /* a leaf: hooks look and return */

static bool telling(void)
{
    return rill_lock_mine(&lock);
}

static void tell_begin(void)
{
    rill_lock_take(&lock);
}

static void tell_end(void)
{
    rill_lock_drop(&lock);
}

/* Tasks that are made while somebody listens get their mark at birth (ready.h), those that
 * there are here. */
static void listen_begin(struct rill_hart *unused)
{
    (void)unused;
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        __atomic_fetch_or(t->special, RILL_LISTENED, __ATOMIC_RELAXED);
    rill_fence(); /* a hart that sees the mark sees the hooks (rill_sched_attended) */
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        rill_harts[i].seen = NULL;
        rill_harts[i].watched = 1;
    }
}

static void listen_end(struct rill_hart *unused)
{
    (void)unused;
    for (unsigned i = 0; i < RILL_HARTS; i++)
        rill_harts[i].watched = 0;
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        __atomic_fetch_and(t->special, ~RILL_LISTENED, __ATOMIC_RELAXED);
}

static void listen_seen(struct rill_hart *h)
{
    const struct rill_task *self = rill_task_self(), *before = h->seen;

    h->seen = rill_task_self();
    if (before && before != self)
        tell_switch(before, self);
}

static void listen_leaves(struct rill_hart *h, bool parks)
{
    listen_seen(h);
    if (parks)
        tell_park(rill_task_self());
}

/* ---- of struct rill_life ---- */

static void listen_ready(const struct rill_task *t)
{
    if (telling())
        return; /* the telling task panics at its next switch */
    tell_begin();
    tell_ready(t);
    tell_end();
}

static void listen_came(void)
{
    tell_begin();
    listen_seen(rill_hart_self());
    tell_end();
}

#define RILL_LIFE_MANY .ready = listen_ready, .came = listen_came

#endif
