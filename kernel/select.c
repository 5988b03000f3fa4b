/* kernel/select.c -- waiting in many lines at once.
 *
 * One record for each arm, in the arm. Whoever serves one of them takes the task
 * out of the others' queues before he wakes it (wait.c), and leaves word which it
 * was. Of a select's records only what they are needed for is filled in: who
 * waits and where his value is, the server finds through `all` and the arm.
 */
#include <stddef.h>
#include <rill/panic.h>
#include <rill/select.h>
#include "chan.h"
#include "park.h"

/* An int in a register: what is small need not be extended. */
long rill_select_parks(void *arms, void *n, uint64_t deadline_ns);

_Static_assert(offsetof(struct rill_chan, receivers) ==
                       RILL_RECV * sizeof(struct rill_waitq) &&
                   offsetof(struct rill_chan, senders) ==
                       RILL_SEND * sizeof(struct rill_waitq),
               "queue_of");

/* The one that this arm would wait in. */
static inline struct rill_waitq *queue_of(const struct rill_arm *arm)
{
    return &arm->ch->receivers + arm->op;
}

static inline bool ready(const struct rill_arm *arm)
{
    const struct rill_chan *ch = arm->ch;

    if (__builtin_expect(!ch, 0))
        return false;
    if (arm->op == RILL_RECV)
        return __builtin_expect(ch->len || ch->senders.head, 0);
    return __builtin_expect(ch->len != ch->cap || ch->receivers.head, 0);
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

/* One of several that are ready, each as likely as the others. Counting first and
 * drawing then is what makes it fair: to start looking at a random arm (refused)
 * favours the one behind a row of arms that are not ready. */
__attribute__((noinline)) static struct rill_arm *draw(struct rill_arm *arm,
                                                       unsigned found)
{
    unsigned skip = random_below(rill_hart_self(), found);

    for (;; arm++)
        if (ready(arm) && !skip--)
            return arm;
}

static struct rill_waiter *join_queues(struct rill_waiters *all)
{
    struct rill_arm *arm = all->arms, *end = arm + all->n;
    struct rill_waiter *any = NULL;

    for (; arm < end; arm++) {
        struct rill_waiter *w = &arm->private_waiter;

        w->queue = NULL;
        if (!arm->ch)
            continue;
        w->all = all;
        rill_waitq_add(queue_of(arm), w);
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

/* All of these with the lock held, which they drop. */

__attribute__((noinline)) static long finish_any(struct rill_arm *arm,
                                                 const struct rill_arm *arms)
{
    arm->result =
        arm->op == RILL_SEND
            ? rill_chan_put(arm->ch, arm->value, RILL_POLL, NULL, not_ready)
            : rill_chan_take(arm->ch, arm->value, RILL_POLL, NULL, not_ready);
    return arm - arms;
}

__attribute__((noinline)) static long finish_one_of(struct rill_arm *arms,
                                                    unsigned found)
{
    return finish_any(draw(arms, found), arms);
}

/* A word from a buffer, which most are, needs no stack frame. */
static inline long finish(struct rill_arm *arm, const struct rill_arm *arms)
{
    struct rill_chan *ch = arm->ch;
    char *cell = ch->first;

    if (arm->op != RILL_RECV || !ch->words || !ch->len || ch->senders.head)
        return finish_any(arm, arms);
    ch->first = rill_chan_after(ch, cell);
    ch->len--;
    *(rill_word *)arm->value = *(rill_word *)cell;
    arm->result = 0;
    rill_sched_leave();
    return arm - arms;
}

/* In all queues until one arm is served. With the lock held, which it drops. */
PARK_INLINE long park_in_all(struct rill_arm *arms, int n, uint64_t deadline_ns)
{
    struct rill_waiters all;
    int r;

    all.arms = arms;
    all.n = n;
    all.task = rill_task_self();
    all.served = NULL;
    r = rill_park(join_queues(&all), deadline_ns);
    if (!all.served) /* without any arm it only sleeps */
        return r ? r : -ETIMEDOUT;
    all.served->result = r;
    return all.served - arms;
}

__attribute__((noinline)) static long select_slowly(struct rill_arm *arms,
                                                    int n, uint64_t deadline_ns)
{
    int r = rill_sched_trouble(rill_hart_self()) ? rill_sched_attend(true) : 0;

    if (r == RILL_AGAIN) {
        for (int i = 0; i < n; i++)
            if (ready(&arms[i])) {
                rill_sched_leave();
                return rill_select_parks(arms, (void *)(intptr_t)n,
                                         deadline_ns);
            }
        r = rill_sched_attended(true);
    }
    if (!r)
        return park_in_all(arms, n, deadline_ns);
    rill_sched_leave();
    return r;
}

__attribute__((noinline)) static long select_later(struct rill_arm *arms, int n,
                                                   uint64_t deadline_ns)
{
    if (n < 0)
        rill_panic("rill_select: n is %d; it is the number of arms", n);
    if (deadline_ns == RILL_POLL)
        return rill_chan_leave(-ETIMEDOUT);
    rill_park_because("select of arms at", arms);
    if (deadline_ns != RILL_FOREVER || rill_sched_trouble(rill_hart_self()))
        return select_slowly(arms, n, deadline_ns);
    return park_in_all(arms, n, RILL_FOREVER);
}

long rill_select_parks(void *of, void *how_many, uint64_t deadline_ns)
{
    struct rill_arm *arms = of, *arm, *last, *end;
    unsigned long found = 0;

    __asm__("" : "=r"(last)); /* set if anything is found */
    rill_sched_enter("rill_select");
    end = arms + (intptr_t)how_many;
    for (arm = arms; arm < end; arm++)
        if (ready(arm)) {
            found++;
            last = arm;
        }
    if (__builtin_expect(found == 1, 1))
        return finish(last, arms);
    if (found)
        return finish_one_of(arms, (unsigned)found);
    return select_later(arms, (int)(intptr_t)how_many, deadline_ns);
}
