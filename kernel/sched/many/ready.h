/* kernel/sched/many/ready.h -- which tasks are ready and which comes next, on many harts. Its twin
 * is kernel/sched/one/ready.h.
 *
 *     hart 0   runs A    ready: slot  B  C  D
 *     hart 1   runs E    ready: (none)          takes half of them: kernel/sched/many/balance.c
 *
 * Each hart has a queue of ready tasks under a lock of its own; the running task is in none. A task
 * that is made ready goes to the front, into the slot: its waker's data is still in the cache, and
 * the waker mostly waits for it. The task that was in the slot goes to the end. So that two tasks
 * that wake each other do not keep the others waiting, every sixteenth task (RILL_TURNS) goes to
 * the end itself. A new task goes to the end.
 *
 * The two files stay twins, because the running task is in one hart's ring, where a thief would
 * find it.
 *
 * ---- parking and waking ----
 *
 * A task T that must wait holds a lock L of what it waits for: a queue's lock, or for a sleeper its
 * wheel's. T puts its records where a waker looks, writes PARKED into its state, takes the next
 * task from its hart's queue, and switches; the switch drops L. A waker claims T first: it takes
 * PARKED out of T's state, by one AMO. One waker wins: the server of T, T's deadline, or T's
 * cancellation. The winner then takes T's records out of all queues, holds L for a moment at least,
 * and makes T ready. So:
 *   - no wake is lost: records and state change under L, or one AMO claims T;
 *   - one waker wakes T, once, and no other waker touches T after the claim;
 *   - T runs nowhere before its hart has left T's stack, because L was held until then. (We refused
 *     to drop L before the switch. Two RTOSes had that bug.)
 * A waker that loses the claim goes on as if T's record had not been there.
 *
 * STOP in the state means that T is cancelled. T finds STOP when it parks next, by the AMO that
 * writes PARKED, and then looks at its guard again (kernel/sched/sched.c). So a cancellation that
 * comes between T's look and its parking is not lost.
 *
 *                    amoswap PARKED            amoand ~PARKED
 *       runs (0) ------------------> PARKED ------------------> claimed (0)
 *          ^                            STOP may be or'ed to any     |
 *          +---------------------- made ready, taken -------------- +
 *
 * Checked by tests/host/models/park_unpark.pml.
 */
#ifndef KERNEL_READY_H
#define KERNEL_READY_H

#include "task.h"

/* Add one to a count of h, an unsigned long. */
#define RILL_COUNT_OF(h, variable) ((void)(*(h)->variable)++)

/* The sum over all harts. */
#define RILL_SUM(variable)                           \
    ({                                               \
        unsigned long sum_ = 0;                      \
                                                     \
        for (unsigned i_ = 0; i_ < RILL_HARTS; i_++) \
            sum_ += *rill_harts[i_].variable;        \
        sum_;                                        \
    })

/* For lists: how often h has switched, and has taken tasks from another hart. A switch goes to a
 * task out of the queue, by a yield, to a task that joins the one that ends, or from the idle loop;
 * the last counts the switch to the idle loop, too. */
static inline unsigned long rill_hart_switches(const struct rill_hart *h)
{
    return h->ready->taken + h->many->switches;
}

static inline unsigned long rill_hart_steals(const struct rill_hart *h)
{
    return h->many->steals;
}

/* How many harts are not in their idle loop. */
uint32_t rill_harts_running(void);

/* struct rill_task, state */
#define RILL_STATE_PARKED 0x80000000u /* the sign bit, so one branch tells */
#define RILL_STATE_STOP   1u

/* Of so many tasks that would go into the slot, one goes to the end: often enough that no task
 * waits long, seldom enough to cost nothing. A power of two. */
#define RILL_TURNS (RILL_STRESS ? 2 : 16)

/* A bit is set while a hart sleeps, or is about to: kernel/sched/many/idle.c. */
#define RILL_HART_WORDS ((RILL_HARTS + 31) / 32)
extern uint32_t rill_harts_asleep[RILL_HART_WORDS];

/* Called with no queue's lock held: make a special task ready; wake a hart, if one sleeps. Both
 * return 0, so that they can be a call's last step. */
int rill_ready_specially(struct rill_task *t);
int rill_harts_wake_one(void);
void rill_hart_rouse(struct rill_hart *h); /* only h can take what was put */

/* A cancellation came after the last look: does it still stand? Then the task has claimed
 * itself. */
bool rill_park_stopped(struct rill_task *self);

/* Have the traps of h left notices? If so, the caller sees what they wrote before. */
static inline bool rill_inbox_full(const struct rill_hart *h)
{
    return __atomic_load_n(&h->inbox, __ATOMIC_ACQUIRE) != NULL;
}

static inline void rill_attending_set(bool on)
{
    rill_hart_self()->many->attending = on;
}

static inline bool rill_attending(void) /* in a trap, too */
{
    return rill_harts[rill_hart_index()].many->attending;
}

static inline void rill_ready_init(struct rill_hart *h)
{
    for (unsigned i = 0; i < RILL_BLOCK_LISTS; i++)
        h->many->lists[i] = &rill_block_none;
}

/* Wake a hart, if one sleeps. The caller has put a task before this: by the fence, either the other
 * harts see the task, or we see that they sleep. The sleeper's half is in idle.c. */
PARK_INLINE int rill_ready_told(void)
{
    uint32_t asleep = 0;

    rill_fence();
    for (int i = 0; i < RILL_HART_WORDS; i++)
        asleep |= __atomic_load_n(&rill_harts_asleep[i], __ATOMIC_RELAXED);
    return __builtin_expect(asleep != 0, 0) ? rill_harts_wake_one() : 0;
}

/* Both are called with the lock of the hart's queue held. */

/* Put t at the end. */
static inline void rill_ready_append(struct rill_ready *r, struct rill_task *t)
{
    struct rill_task *last = r->last;

    r->appended++;
    r->last = t;
    if (!last)
        last = t;
    t->next = last->next;
    last->next = t;
}

/* Put t into the slot. The task that is in the slot goes to the end: in a ring, r->last is set to
 * that task. (`slot` may be a task that has come to the front by itself. It then loses its turn,
 * once.) */
static inline void rill_ready_put(struct rill_ready *r, struct rill_task *t)
{
    struct rill_task *last = r->last;
    uint32_t turn = ++r->turns;

    if (!last) {
        t->next = r->last = t;
        return;
    }
    if (last->next == r->slot)
        r->last = last = r->slot;
    t->next = last->next;
    last->next = t;
    r->slot = t;
    if (turn % RILL_TURNS == 0)
        r->last = t;
}

/* How many tasks are ready. Read without the lock, the number is a moment old. */
static inline uint32_t rill_ready_length(const struct rill_ready *r)
{
    return r->turns + r->appended - (uint32_t)r->taken;
}

/* h is the running hart. */
PARK_INLINE int rill_ready_on(struct rill_hart *h, struct rill_task *t)
{
    if (__builtin_expect(*t->special, 0))
        return rill_ready_specially(t);
    rill_lock_take(&h->ready->lock);
    rill_ready_put(h->ready, t);
    rill_lock_drop(&h->ready->lock);
    return rill_ready_told();
}

PARK_INLINE int rill_ready_new(struct rill_hart *h, struct rill_task *t)
{
    if (__builtin_expect(*t->special, 0))
        return rill_ready_specially(t);
    rill_lock_take(&h->ready->lock);
    rill_ready_append(h->ready, t);
    rill_lock_drop(&h->ready->lock);
    return rill_ready_told();
}

static inline bool rill_sched_parked(const struct rill_task *t)
{
    return __atomic_load_n(t->state, __ATOMIC_RELAXED) & RILL_STATE_PARKED;
}

/* The same in numbers: kernel/watch/layout.c. */
#define RILL_PARKED_AT   offsetof(struct rill_task, state)
#define RILL_PARKED_MASK RILL_STATE_PARKED
#define RILL_PARKED_IS   RILL_STATE_PARKED

/* Acquire: the waker sees what the task wrote before it parked. */
static inline bool rill_wake_claim(struct rill_task *t, int result)
{
    long had = rill_amo_and_acquire(t->state, RILL_STATE_STOP);

    if (__builtin_expect(had >= 0, 0))
        return false;
    t->wake_result = result;
    return true;
}

static inline bool rill_wake_try_claim(struct rill_task *t, int result)
{
    return rill_wake_claim(t, result);
}

static inline bool rill_wake_hold(struct rill_task *t, int result)
{
    return rill_wake_claim(t, result);
}

static inline void rill_wake_held(struct rill_task *t, int result)
{
    (void)result;
    rill_sched_interrupt_claimed(t);
}

PARK_INLINE int rill_wake_claimed(struct rill_hart *h, struct rill_task *t)
{
    return rill_ready_on(h, t);
}

static inline struct rill_hart *rill_hart_of_many(void)
{
    return rill_hart_self();
}

/* The canceller calls this when it has written the task's guard. */
static inline void rill_park_forbid(struct rill_task *t)
{
    __atomic_fetch_or(t->state, RILL_STATE_STOP, __ATOMIC_RELEASE);
}

/* Release: the waker sees our records. Acquire: if STOP was set, we see the guard that its sender
 * wrote. There can be nothing else in the state of a task that runs. */
PARK_INLINE bool rill_park_mark_self(struct rill_task *self,
                                     struct rill_waiter *w,
                                     struct rill_lock *held)
{
    self->waiter = w;
    self->lock = held;
    return __builtin_expect(
               rill_amo_swap_acq_rel(self->state, RILL_STATE_PARKED) != 0, 0) &&
           rill_park_stopped(self);
}

PARK_INLINE bool rill_park_mark(struct rill_waiter *w, struct rill_lock *held)
{
    return rill_park_mark_self(rill_task_self(), w, held);
}

/* h has counted to n: at each RILL_LOOK_EACH, its next switch looks round. */
PARK_INLINE void rill_look_each(struct rill_hart *h, unsigned long n)
{
    if (__builtin_expect(n % RILL_LOOK_EACH == 0, 0))
        h->timer_due = 1;
}

/* Take out the first ready task of h. With the lock of the queue held. */
PARK_INLINE struct rill_task *rill_ready_first(struct rill_hart *h,
                                               struct rill_task *last)
{
    struct rill_task *first = last->next;

    last->next = first->next;
    if (first == last)
        h->ready->last = NULL;
    rill_look_each(h, ++h->ready->taken);
    return first;
}

PARK_INLINE struct rill_task *rill_park_next(struct rill_waiter *unused)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *last, *to = h->idle;

    (void)unused;
    rill_lock_take(&h->ready->lock);
    last = h->ready->last;
    if (__builtin_expect(last != NULL, 1))
        to = rill_ready_first(h, last);
    rill_lock_drop(&h->ready->lock);
    return to;
}

/* In one step the first task comes out of the queue and the running task goes to its end. The
 * queue's lock is held until the running task is saved: from then on a thief may have it. This
 * wakes no hart: a hart that sleeps has looked at a queue that was as long. So that a long queue
 * here and a short queue elsewhere do not stay so, the hart looks round now and then.
 *   returns  NULL: no other task is ready, and no lock is held. */
PARK_INLINE struct rill_task *rill_yield_next(struct rill_hart *h)
{
    struct rill_ready *r = h->ready;
    struct rill_task *last, *first;

    rill_lock_take(&r->lock);
    last = r->last;
    if (__builtin_expect(!last, 0)) {
        rill_lock_drop(&r->lock);
        rill_look_each(h, ++h->many->alone);
        return NULL;
    }
    first = last->next;
    last->next =
        rill_task_self(); /* `last` may be `first`: so this comes before the next line */
    rill_task_self()->next = first->next;
    r->last = rill_task_self();
    rill_look_each(h, ++h->many->switches);
    return first;
}

/* joins: a claimed task, or NULL. It need not go through the slot, from where it would come out at
 * once; but every sixteenth does. */
PARK_INLINE struct rill_task *rill_end_next(struct rill_hart *h,
                                            struct rill_task *joins)
{
    struct rill_task *last;

    if (joins) {
        if (__builtin_expect(!*joins->special && h->many->ended % RILL_TURNS,
                             1)) {
            h->many->switches++;
            rill_lock_take(&h->ready->lock);
            return joins;
        }
        rill_wake_claimed(h, joins);
    }
    rill_lock_take(&h->ready->lock);
    last = h->ready->last;
    return last ? rill_ready_first(h, last) : h->idle;
}

static inline struct rill_lock *rill_park_lock(const struct rill_task *t)
{
    return t->lock;
}

/* The lock that is held when rill_yield_next or rill_end_next has returned a task. */
static inline struct rill_lock *rill_next_lock(struct rill_hart *h)
{
    return &h->ready->lock;
}

void rill_sched_tell_came(void);

/* The running task has come out of a switch that it took by the slow way. */
static inline void rill_sched_came(void)
{
    if (__builtin_expect(rill_hart_self()->watched, 0))
        rill_sched_tell_came();
}

/* From now on the task owns nothing. Release: a hart that sees number 0 sees all that the task did.
 * Acquire: the task reads all else after that. */
static inline uint32_t rill_task_number_take(struct rill_task *self)
{
    return (uint32_t)rill_amo_zero_acq_rel(&self->number);
}

#endif
