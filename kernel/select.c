/* kernel/select.c -- waiting in many lines at once.
 *
 * One record for each arm, in the arm. Whoever serves one of them takes the task
 * out of the others' queues before he wakes it (wait.c), and leaves word which it
 * was.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <rill/select.h>
#include "chan.h"
#include "park.h"

int rill_select_parks(void *arms, void *n, uint64_t deadline_ns);

static inline bool ready(const struct rill_arm *arm)
{
    const struct rill_chan *ch = arm->ch;

    if (!ch)
        return false;
    return arm->op == RILL_SEND ? rill_chan_can_put(ch)
                                : rill_chan_can_take(ch);
}

/* Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003), brought
 * into [0, n) by its high bits; n is far too small for the bias to show. */
static unsigned random_below(struct rill_hart *h, unsigned n)
{
    uint32_t x = h->random;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    h->random = x;
    return (unsigned)((uint64_t)x * n >> 32);
}

/* One of the ready arms, each as likely as the others; -1: none is. Counting
 * first and drawing then is what makes it fair: to start looking at a random arm
 * (refused) favours the one behind a row of arms that are not ready. */
static inline int choose(struct rill_hart *h, const struct rill_arm *arms,
                         int n)
{
    unsigned found = 0, skip;
    int last = -1;

    for (int i = 0; i < n; i++)
        if (ready(&arms[i])) {
            found++;
            last = i;
        }
    if (__builtin_expect(found <= 1, 1))
        return last;
    skip = random_below(h, found);
    for (int i = 0;; i++)
        if (ready(&arms[i]) && !skip--)
            return i;
}

/* Any one of the waiters; NULL: no arm has a channel. */
static inline struct rill_waiter *join_queues(struct rill_waiters *all)
{
    struct rill_waiter *any = NULL;

    for (int i = 0; i < all->n; i++) {
        struct rill_arm *arm = &all->arms[i];
        struct rill_chan *ch = arm->ch;
        struct rill_waiter *w = &arm->private_waiter;

        w->queue = NULL;
        if (!ch)
            continue;
        w->task = rill_task_self();
        w->slot = arm->value;
        w->all = all;
        rill_waitq_add(arm->op == RILL_SEND ? &ch->senders : &ch->receivers, w);
        any = w;
    }
    return any;
}

/* Never comes: the arm is ready, and the lock is held. */
static int not_ready(struct rill_chan *ch, void *value, uint64_t deadline_ns,
                     struct rill_hart *h)
{
    (void)ch, (void)value, (void)deadline_ns, (void)h;
    rill_assert(!"ready");
}

static inline int finish(struct rill_arm *arm, struct rill_hart *h)
{
    return arm->op == RILL_SEND
               ? rill_chan_put(arm->ch, arm->value, RILL_POLL, h, not_ready)
               : rill_chan_take(arm->ch, arm->value, RILL_POLL, h, not_ready);
}

/* In all queues until one arm is served. With the lock held, which it drops. */
PARK_INLINE int park_in_all(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    struct rill_waiters all = {.arms = arms, .n = n};
    int r = rill_park(join_queues(&all), deadline_ns);
    struct rill_arm *arm;

    if (!all.served)
        return r;
    arm = (struct rill_arm *)((char *)all.served -
                              offsetof(struct rill_arm, private_waiter));
    arm->result = r;
    return (int)(arm - all.arms);
}

__attribute__((noinline)) static int
select_slowly(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    int r = rill_sched_trouble(rill_hart_self()) ? rill_sched_attend(true) : 0;

    if (!r)
        return park_in_all(arms, n, deadline_ns);
    rill_sched_leave();
    if (r == RILL_AGAIN)
        return rill_select_parks(arms, (void *)(intptr_t)n, deadline_ns);
    return r;
}

__attribute__((noinline)) static int
select_later(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    if (deadline_ns == RILL_POLL)
        return rill_chan_leave(-ETIMEDOUT);
    rill_park_because("select of arms at", arms);
    if (deadline_ns != RILL_FOREVER || rill_sched_trouble(rill_hart_self()))
        return select_slowly(arms, n, deadline_ns);
    return park_in_all(arms, n, RILL_FOREVER);
}

int rill_select_parks(void *arms, void *n, uint64_t deadline_ns)
{
    struct rill_hart *h = rill_sched_enter("rill_select");
    struct rill_arm *arm = arms;
    int i = choose(h, arms, (int)(intptr_t)n);

    if (i < 0)
        return select_later(arms, (int)(intptr_t)n, deadline_ns);
    arm[i].result = finish(&arm[i], h);
    return i;
}
