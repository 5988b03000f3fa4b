/* kernel/sync/select.c -- waiting in many lines at once.
 *
 * Each arm has a record of its own. The server of one record takes the task out of the other arms'
 * queues before it wakes the task (wait.c), and writes down which arm it served. A select fills in
 * its records only as far as they are needed: the server finds the task and the place of its value
 * through `all` and the arm.
 *
 * A select holds the locks of all its channels while it looks and joins their queues, so looking
 * and joining are one step. It takes the locks in the order of the channels' addresses (arms.c), so
 * that no two selects wait for each other.
 */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <rill/panic.h>
#include <rill/select.h>
#include <port/image.h>
#include "chan.h"
#include "park.h"

/* Returns an int; a long needs no instruction that extends it. */
long rill_select_parks(void *arms, void *n, uint64_t deadline_ns);
int rill_select_until_parks(struct rill_waiter *any, struct rill_lock *held,
                            uint64_t deadline_ns);

_Static_assert(offsetof(struct rill_chan, receivers) ==
                       RILL_RECV * sizeof(struct rill_waitq) &&
                   offsetof(struct rill_chan, senders) ==
                       RILL_SEND * sizeof(struct rill_waitq),
               "queue_of");

/* The queue that this arm would wait in. */
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

/* Puts the arms in the order of their channels' addresses, one for each channel, and returns the
 * first; private_next leads to the others. (Mostly there are few arms, in this order already.) */
static struct rill_arm *in_order(struct rill_arm *arms, int n)
{
    struct rill_arm *first = NULL, **at = &first, *last = NULL;
    bool sorted = true;

    for (struct rill_arm *arm = arms; arm < arms + n; arm++) {
        if (!arm->ch)
            continue;
        sorted &= !last || last->ch < arm->ch;
        *at = last = arm;
        at = &arm->private_next;
    }
    *at = NULL;
    return sorted ? first : rill_arms_sort(first);
}

/* Where there are locks: lock_all takes all of them; unlock_all drops all but one, or all if `but`
 * is NULL. */
static inline struct rill_locked lock_all(struct rill_arm *arms, int n)
{
    struct rill_arm *first = RILL_LOCKS ? in_order(arms, n) : NULL;

    for (struct rill_arm *arm = first; arm; arm = arm->private_next)
        rill_lock_take(rill_chan_lock(arm->ch));
    return rill_locked_at(first);
}

static inline void unlock_all(struct rill_locked locked,
                              const struct rill_chan *but)
{
    struct rill_arm *arm, *next;

    for (arm = rill_locked_first(locked); arm; arm = next) {
        next =
            arm->private_next; /* read first: an unlocked arm may be another's at once */
        if (arm->ch != but)
            rill_lock_drop(rill_chan_lock(arm->ch));
    }
}

/* Draws one of the ready arms, each as likely as the others. To count first and then draw makes
 * this fair. We refused to start looking at a random arm, because that favours the arm behind a row
 * of arms that are not ready. */
__attribute__((noinline)) static struct rill_arm *draw(struct rill_arm *arm,
                                                       unsigned found)
{
    unsigned skip = rill_random_below(rill_hart_self(), found);

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

/* The arm is ready and its channel locked, so on one hart this is never called. On many harts,
 * other wakers may have claimed all tasks that waited there. */
static int not_ready(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    (void)value, (void)deadline_ns;
    if (!RILL_MANY)
        rill_assert(!"ready");
    return rill_chan_leave(ch, RILL_LOST);
}

static int lost(struct rill_chan *ch, void *value, uint64_t deadline_ns)
{
    bool receives = deadline_ns == RILL_RECV;
    int r = receives ? rill_chan_take_rarely(ch, value)
                     : rill_chan_put_rarely(ch, value);

    return r == RILL_LOST ? rill_chan_leave(ch, RILL_LOST) : r;
}

/* The next functions are called with the arm's channel locked, and drop that lock.
 * RILL_SELECT_AGAIN: the arm was not ready after all. */
#define RILL_SELECT_AGAIN LONG_MAX

__attribute__((noinline)) static long finish_any(struct rill_arm *arm,
                                                 const struct rill_arm *arms)
{
    arm->result = arm->op == RILL_SEND
                      ? rill_chan_put(arm->ch, arm->value, RILL_SEND,
                                      rill_hart_of_many(), not_ready, lost)
                      : rill_chan_take(arm->ch, arm->value, RILL_RECV,
                                       rill_hart_of_many(), not_ready, lost);
    if (RILL_MANY && arm->result == RILL_LOST)
        return RILL_SELECT_AGAIN;
    return arm - arms;
}

/* To take a word from a buffer, as most selects do, needs no stack frame. */
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
    rill_lock_drop(rill_chan_lock(ch));
    return arm - arms;
}

/* Returns what a select without arms waits on, for reports and lists: NULL. */
__attribute__((noinline, cold)) static struct rill_arm *no_arms(int n)
{
    if (n < 0)
        rill_panic("rill_select: n is %d; it is the number of arms", n);
    return NULL;
}

static unsigned count_ready(const struct rill_arm *arms, int n)
{
    unsigned found = 0;

    for (int i = 0; i < n; i++)
        found += ready(&arms[i]);
    return found;
}

/* A function of its own, so that a task which waits for ever has no alarm on its stack. */
int rill_select_until_parks(struct rill_waiter *any, struct rill_lock *held,
                            uint64_t deadline_ns)
{
    return rill_park_marked(any, held, deadline_ns);
}

/* The end of wait_for_one: give the hart away, with the records in all queues. All locks but one are
 * dropped when the task has marked itself as parked, so that wakers can claim it in those queues; the
 * switch drops the last lock, as for every park.
 *   returns  what the task was woken with. */
PARK_INLINE int park_in_all(struct rill_waiter *any, struct rill_locked locked,
                            uint64_t deadline_ns)
{
    const struct rill_chan *but;
    struct rill_lock *held;
    bool canceled;

    if (RILL_LOCKS && !any)
        return rill_park_armless(deadline_ns);
    but = RILL_LOCKS ? rill_locked_first(locked)->ch : NULL;
    held = RILL_LOCKS ? rill_chan_lock(but) : NULL;
    canceled = rill_park_mark(any, held);
    unlock_all(locked, but);
    if (canceled)
        return rill_park_give_up(any, held);
    if (deadline_ns != RILL_FOREVER)
        return rill_select_until_parks(any, held, deadline_ns);
    return rill_park_marked(any, held, RILL_FOREVER);
}

/* No arm is ready: wait until one is served. With all locks held, which this drops. */
__attribute__((noinline)) static long wait_for_one(struct rill_arm *arms, int n,
                                                   struct rill_locked locked,
                                                   uint64_t deadline_ns)
{
    struct rill_waiters all;
    int r;

    if (n <= 0)
        arms = no_arms(n);
    /* The caller does not want to wait. */
    if (deadline_ns == RILL_POLL) {
        unlock_all(locked, NULL);
        return -ETIMEDOUT;
    }
    rill_park_because("select of arms", arms);
    /* The hart has something to look at first. With the locks dropped other tasks may run: so an arm
     * may be ready afterwards, or the caller cancelled. */
    if (rill_sched_trouble(rill_hart_self())) {
        unlock_all(locked, NULL);
        rill_sched_look();
        locked = lock_all(arms, n);
        if (count_ready(arms, n)) {
            unlock_all(locked, NULL);
            return rill_select_parks(arms, (void *)(intptr_t)n, deadline_ns);
        }
        r = rill_sched_attended(true);
        if (r) {
            unlock_all(locked, NULL);
            return r;
        }
    }
    /* Join all queues, and wait. The server writes down the arm that it served. */
    all.arms = arms;
    all.n = n;
    all.task = rill_task_self();
    all.served = NULL;
    r = park_in_all(join_queues(&all), locked, deadline_ns);
    if (all.served) {
        all.served->result = r;
        return all.served - arms;
    }
    /* The deadline or the cancellation came first; a select without arms only sleeps. */
    return r ? r : -ETIMEDOUT;
}

__attribute__((noinline)) static long
finish_one_of(struct rill_arm *arms, struct rill_locked locked, unsigned found)
{
    struct rill_arm *arm = draw(arms, found);

    unlock_all(locked, arm->ch);
    return finish_any(arm, arms);
}

/* Finishes the only ready arm. */
static long finish_only(struct rill_arm *arms, struct rill_locked locked)
{
    struct rill_arm *arm = arms;

    while (!ready(arm))
        arm++;
    unlock_all(locked, arm->ch);
    return finish(arm, arms);
}

/* One or more arms are ready, and the task has a hurdle: its cancellation may be one more arm, as
 * likely as each of them. */
__attribute__((noinline, cold)) static long
select_told(struct rill_arm *arms, int n, struct rill_locked locked,
            uint64_t deadline_ns, unsigned found)
{
    long r;

    if (deadline_ns != RILL_POLL) {
        unlock_all(locked, NULL);
        if (rill_cancel_told(!rill_random_below(rill_hart_self(), found + 1)))
            return -ECANCELED;
        locked = lock_all(arms, n);
        found = count_ready(arms, n);
        if (!found)
            return wait_for_one(arms, n, locked, deadline_ns);
    }
    r = found > 1 ? finish_one_of(arms, locked, found)
                  : finish_only(arms, locked);
    if (RILL_MANY && r == RILL_SELECT_AGAIN)
        return rill_select_parks(arms, (void *)(intptr_t)n, deadline_ns);
    return r;
}

long rill_select_parks(void *of, void *how_many, uint64_t deadline_ns)
{
    struct rill_arm *arms = of, *arm, *last, *end;
    struct rill_locked locked;
    unsigned long found;
    long r;

    RILL_NEEDS(rill_waitq_exchange);
    RILL_NEEDS(rill_waitq_senders_first);
    __asm__("" : "=r"(last)); /* set if anything is found */
    rill_sched_begin(RILL_SENTENCE("rill_select"));
    locked = lock_all(arms, (int)(intptr_t)how_many);
    end = arms + (intptr_t)how_many;
    found = (unsigned long)rill_hurdle(); /* 0, or more than there are arms */
    for (arm = arms; arm < end; arm++)
        if (ready(arm)) {
            found++;
            last = arm;
        }
    if (__builtin_expect(found == 1, 1)) {
        unlock_all(locked, last->ch);
        r = finish(last, arms);
    } else if (!found || found == RILL_HURDLE) {
        return wait_for_one(arms, (int)(intptr_t)how_many, locked, deadline_ns);
    } else if (found < RILL_HURDLE) {
        r = finish_one_of(arms, locked, (unsigned)found);
    } else {
        return select_told(arms, (int)(intptr_t)how_many, locked, deadline_ns,
                           (unsigned)(found - RILL_HURDLE));
    }
    if (RILL_MANY && r == RILL_SELECT_AGAIN)
        return rill_select_parks(arms, how_many, deadline_ns);
    return r;
}
