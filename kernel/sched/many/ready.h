/* kernel/sched/many/ready.h -- which tasks are ready and which comes next, where harts are many.
 * Its twin is kernel/sched/one/ready.h.
 *
 *     hart 0   runs A    ready: slot  B  C  D
 *     hart 1   runs E    ready: (nobody)        takes half of them: kernel/sched/many/balance.c
 *
 * Each hart has a queue of ready tasks under a lock of its own; the running task
 * is in none. A task that is made ready goes to the front, into the slot: its waker is
 * still in the cache, and mostly waits for it. The task that was in the slot goes to the
 * end. So that two tasks that wake each other do not keep the rest waiting, every sixteenth
 * (RILL_TURNS) goes to the end itself. A new task goes to the end.
 *
 * ---- parking and waking ----
 *
 * A task T that must wait holds a lock L, of what it waits for (a queue's, or of a
 * sleeper its wheel's). It puts its records where a waker looks, says PARKED in
 * its state, takes the next task from its hart's queue, and switches; the switch
 * drops L. A waker claims T first: it takes PARKED out of T's state, by one AMO. One waker
 * wins: the task that serves T, T's deadline, or T's cancellation. The winner then sees
 * to it that T's records are in no queue, holds L for a moment at least, and makes
 * T ready. So:
 *   - no wake is lost: records and state change under L (or are claimed by one AMO);
 *   - T is woken once, by one waker, and no other touches T after that;
 *   - T runs nowhere before its hart has left its stack, for L was held until then.
 *     (Refused: to drop L before the switch. Two RTOSes had that bug.)
 * A waker that loses the claim goes on as if the record had not been there.
 *
 * STOP in the state: cancelled; T finds it when it parks next, by the AMO that
 * says PARKED, and looks at its guard again (kernel/sched/sched.c). So a cancellation
 * that comes between T's look and its parking is not lost.
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

/* One more of an unsigned long, of h's. */
#define RILL_COUNT_OF(h, variable) ((void)(h)->variable++)

/* The sum over all harts. */
#define RILL_SUM(variable)                           \
    ({                                               \
        unsigned long sum_ = 0;                      \
                                                     \
        for (unsigned i_ = 0; i_ < RILL_HARTS; i_++) \
            sum_ += rill_harts[i_].variable;         \
        sum_;                                        \
    })

/* For lists: how often it has switched, and taken tasks from another. A switch is to a task
 * out of the queue, by a yield, to a task that joins the one that ends, or from the idle loop;
 * and then there was one to the idle loop. */
static inline unsigned long rill_hart_switches(const struct rill_hart *h)
{
    return h->ready.taken + h->switches;
}

static inline unsigned long rill_hart_steals(const struct rill_hart *h)
{
    return h->steals;
}

/* Those that are not in their idle loop. */
uint32_t rill_harts_running(void);

/* struct rill_task, state */
#define RILL_STATE_PARKED 0x80000000u /* the sign: one branch tells */
#define RILL_STATE_STOP   1u

/* struct rill_task, special */
#define RILL_PINNED_TO 0xffu /* the hart */
#define RILL_PINNED    0x10000u
#define RILL_LISTENED  0x20000u /* hooks are told */

#define RILL_NUMBERS 256 /* a hart takes that many at a time */

/* Of so many that were to be let in before the others, one is not: often enough that
 * nobody waits long, seldom enough to cost nothing. A power of two. */
#define RILL_TURNS (RILL_STRESS ? 2 : 16)

/* So many tasks taken out of its queue, or yields, and a hart looks round at the others:
 * kernel/sched/many/balance.c. A look is some 140 instructions on two harts and 200 on eight, so a
 * turn pays two or three for it. A power of two. */
#define RILL_LOOK_EACH (RILL_STRESS ? 2 : 64)

/* A bit is set while a hart sleeps, or is about to: kernel/sched/many/idle.c. */
extern uint32_t rill_harts_asleep[RILL_HART_WORDS];

/* With the lock of no queue held. Of special tasks; somebody sleeps. Both return 0, so
 * that they can be a call's last step. */
int rill_ready_specially(struct rill_task *t);
int rill_harts_wake_one(void);
void rill_hart_rouse(struct rill_hart *h); /* there is something for it alone */

/* In a trap, too: this hart may compute for long, and something is due. One that sleeps is
 * woken for it; if none does, all that run tasks see it when they switch next. */
void rill_harts_tell(void);
uint32_t rill_task_more_numbers(void);

/* A cancellation came between the last look and parking: is it to be heeded?
 * Then the task is claimed, by itself. */
bool rill_park_stopped(struct rill_task *self);

/* Have traps of h left anything? What they have set before is seen. */
static inline bool rill_inbox_full(const struct rill_hart *h)
{
    return __atomic_load_n(&h->inbox, __ATOMIC_ACQUIRE) != NULL;
}

static inline void rill_attending_set(bool on)
{
    rill_hart_self()->attending = on;
}

static inline bool rill_attending(void) /* in a trap, too */
{
    return rill_harts[rill_hart_index()].attending;
}

static inline void rill_ready_init(struct rill_hart *h)
{
    for (unsigned i = 0; i < RILL_BLOCK_LISTS; i++)
        h->lists[i] = &rill_block_none;
}

/* Is there somebody to wake? Put before: the fence has the other harts see what
 * was put, or us see that they sleep. The sleeper's half is in idle.c. */
PARK_INLINE int rill_ready_told(void)
{
    uint32_t asleep = 0;

    rill_fence();
    for (int i = 0; i < RILL_HART_WORDS; i++)
        asleep |= __atomic_load_n(&rill_harts_asleep[i], __ATOMIC_RELAXED);
    return __builtin_expect(asleep != 0, 0) ? rill_harts_wake_one() : 0;
}

/* Both with the lock of the hart's queue held. */

/* At the end. */
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

/* Into the slot. The task that is in it goes to the end, which in a ring is to say that it
 * is the last. (`slot` may be a task that came round to the front otherwise. Then it
 * loses its turn, once.) */
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

/* How many are ready. From afar, without the lock, it is what it was a moment ago. */
static inline uint32_t rill_ready_length(const struct rill_ready *r)
{
    return r->turns + r->appended - (uint32_t)r->taken;
}

/* h is the running hart. */
PARK_INLINE int rill_ready_on(struct rill_hart *h, struct rill_task *t)
{
    if (__builtin_expect(t->special, 0))
        return rill_ready_specially(t);
    rill_lock_take(&h->ready.lock);
    rill_ready_put(&h->ready, t);
    rill_lock_drop(&h->ready.lock);
    return rill_ready_told();
}

PARK_INLINE int rill_ready_new(struct rill_hart *h, struct rill_task *t)
{
    if (__builtin_expect(t->special, 0))
        return rill_ready_specially(t);
    rill_lock_take(&h->ready.lock);
    rill_ready_append(&h->ready, t);
    rill_lock_drop(&h->ready.lock);
    return rill_ready_told();
}

static inline bool rill_sched_parked(const struct rill_task *t)
{
    return __atomic_load_n(&t->state, __ATOMIC_RELAXED) & RILL_STATE_PARKED;
}

/* The same in numbers: kernel/watch/layout.c. */
#define RILL_PARKED_AT   offsetof(struct rill_task, state)
#define RILL_PARKED_MASK RILL_STATE_PARKED
#define RILL_PARKED_IS   RILL_STATE_PARKED

/* It acquires: what the task wrote before it parked is seen. */
static inline bool rill_wake_claim(struct rill_task *t, int result)
{
    long had = rill_amo_and_acquire(&t->state, RILL_STATE_STOP);

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

/* Of a task that is to be cancelled: its guard was written before. */
static inline void rill_park_forbid(struct rill_task *t)
{
    __atomic_fetch_or(&t->state, RILL_STATE_STOP, __ATOMIC_RELEASE);
}

/* Release: the waker sees our records. Acquire: if STOP was set, we see the guard that its
 * sender wrote. There can be nothing else in the state of a task that runs. */
PARK_INLINE bool rill_park_mark_self(struct rill_task *self,
                                     struct rill_waiter *w,
                                     struct rill_lock *held)
{
    self->waiter = w;
    self->lock = held;
    return __builtin_expect(
               rill_amo_swap_acq_rel(&self->state, RILL_STATE_PARKED) != 0,
               0) &&
           rill_park_stopped(self);
}

PARK_INLINE bool rill_park_mark(struct rill_waiter *w, struct rill_lock *held)
{
    return rill_park_mark_self(rill_task_self(), w, held);
}

/* h has counted to n: each RILL_LOOK_EACH it is to look round at its next switch. */
PARK_INLINE void rill_look_each(struct rill_hart *h, unsigned long n)
{
    if (__builtin_expect(n % RILL_LOOK_EACH == 0, 0))
        h->timer_due = 1;
}

/* The first of the ready ones of h; with the lock held. */
PARK_INLINE struct rill_task *rill_ready_first(struct rill_hart *h,
                                               struct rill_task *last)
{
    struct rill_task *first = last->next;

    last->next = first->next;
    if (first == last)
        h->ready.last = NULL;
    rill_look_each(h, ++h->ready.taken);
    return first;
}

PARK_INLINE struct rill_task *rill_park_next(struct rill_waiter *unused)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *last, *to = h->idle;

    (void)unused;
    rill_lock_take(&h->ready.lock);
    last = h->ready.last;
    if (__builtin_expect(last != NULL, 1))
        to = rill_ready_first(h, last);
    rill_lock_drop(&h->ready.lock);
    return to;
}

/* joins: a claimed task, or NULL. It would go into the slot and come out at once; but
 * for every sixteenth end. */
PARK_INLINE struct rill_task *rill_end_next(struct rill_hart *h,
                                            struct rill_task *joins)
{
    struct rill_task *last;

    if (joins) {
        if (__builtin_expect(!joins->special && h->ended % RILL_TURNS, 1)) {
            h->switches++;
            rill_lock_take(&h->ready.lock);
            return joins;
        }
        rill_wake_claimed(h, joins);
    }
    rill_lock_take(&h->ready.lock);
    last = h->ready.last;
    return last ? rill_ready_first(h, last) : h->idle;
}

static inline struct rill_lock *rill_end_lock(struct rill_hart *h)
{
    return &h->ready.lock;
}

void rill_sched_tell_came(void);

/* The running task has come out of a switch that took the slow way. */
static inline void rill_sched_came(void)
{
    if (__builtin_expect(rill_hart_self()->watched, 0))
        rill_sched_tell_came();
}

/* ---- numbers: a hart takes some at a time, in the long way ---- */

static inline uint32_t rill_task_new_number(struct rill_hart *h)
{
    if (__builtin_expect(h->next_number % RILL_NUMBERS == 0, 0))
        h->next_number = rill_task_more_numbers();
    return h->next_number++;
}

/* Of the task that was made last on this hart. */
static inline uint32_t rill_task_newest(void)
{
    return rill_hart_self()->next_number - 1;
}

static inline void rill_task_count_end(struct rill_hart *h)
{
    h->ended++;
}

/* A task that could be cancelled, by its job or its context, may have been since it
 * looked last. */
static inline void rill_task_forget_cancel(struct rill_task *t)
{
    t->guard = t->stack_low;
    t->state = 0;
}

uint32_t rill_task_count_spawned(void);
uint32_t rill_task_count_ended(void);

/* ---- blocks of tasks that have ended: each hart its own, without a lock ---- */

/* A list that has so many goes to the heap's. A power of two. */
#define RILL_BLOCKS_MOST 32

PARK_INLINE void rill_block_give_here(struct rill_hart *h, struct rill_block *b,
                                      struct rill_task *t)
{
    struct rill_block **at = &h->lists[t->kind & 63];
    uint32_t depth = (*at)->depth[0] + 1;

    if (__builtin_expect(depth & RILL_BLOCKS_MOST, 0)) {
        rill_blocks_spill(h, t->kind); /* before: b is stood on still */
        depth = 1;
    }
    b->depth[0] = depth;
    rill_block_push(at, b, t);
}

/* How far into its hart a list is. 0: none. */
static inline rill_block_place rill_block_place_of(rill_block_kind kind)
{
    return offsetof(struct rill_hart, lists) +
           (kind & 63) * sizeof(struct rill_block *);
}

static inline struct rill_same *rill_same_of(struct rill_hart *h)
{
    return &h->same;
}

static inline struct rill_task *rill_block_again(struct rill_hart *h,
                                                 rill_block_place list)
{
    struct rill_block **at = (struct rill_block **)((char *)h + list);
    struct rill_block *b = *at;
    struct rill_task *t = b->task;

    if (__builtin_expect(!t, 0))
        return NULL;
    *at = b->next;
    return t;
}

/* A task in a context starts others under rill_sched_lock, so that a canceller of the context
 * finds them; and when this hart's numbers are used up, the long way fetches more. */
static inline bool rill_task_may_hurry(const struct rill_hart *h)
{
    return !rill_task_self()->context && h->next_number % RILL_NUMBERS;
}

/* A task that ends leaves both words at 0. */
static inline void rill_ready_laid_out(struct rill_task *t)
{
    t->state = t->special = 0;
}

/* The long way. */
static inline void rill_ready_born(struct rill_task *t)
{
    t->state = 0;
    t->calls = 0;
    t->special = rill_hart_self()->watched ? RILL_LISTENED : 0;
}

/* ---- words that others may change at the same time ----
 *
 * A count acquires: the caller that has counted a reason looks after that (kernel/sched/task.c).
 * Flags order nothing but themselves: one word, and the hart that comes second sees both. */

static inline void rill_add(uint32_t *n, uint32_t more)
{
    __atomic_fetch_add(n, more, __ATOMIC_ACQUIRE);
}

static inline void rill_task_flags_set(struct rill_task *t, uint32_t flags)
{
    __atomic_fetch_or(&t->flags, flags, __ATOMIC_RELAXED);
}

static inline void rill_task_flags_clear(struct rill_task *t, uint32_t flags)
{
    __atomic_fetch_and(&t->flags, ~flags, __ATOMIC_RELAXED);
}

/* ---- owners: owner.h ---- */

static inline void rill_task_flags_add(struct rill_task *t, uint32_t more)
{
    __atomic_fetch_add(&t->flags, more, __ATOMIC_RELAXED);
}

/* How much of what a task owns is wanted by others, above its flags. */
#define AWAITED 0x1000u

static inline bool rill_task_is_awaited(const struct rill_task *t)
{
    return t->flags >= AWAITED;
}

static inline void rill_task_awaited(struct rill_task *t)
{
    rill_task_flags_add(t, AWAITED);
}

static inline void rill_task_unawaited(struct rill_task *t)
{
    rill_task_flags_add(t, -AWAITED);
}

#undef AWAITED

/* Others may begin to wait for what a task has at any time. */
#define RILL_AWAITED_ANY_TIME 1
#define RILL_OWNER_LOADS      __ATOMIC_ACQUIRE

/* From now on it owns nothing: what it has done is seen before that, and that before
 * it reads anything else. */
static inline uint32_t rill_task_number_take(struct rill_task *self)
{
    return (uint32_t)rill_amo_zero_acq_rel(&self->number);
}

/* ---- calls that the running task did not have to wait in ---- */

/* One more.   returns  whether it is the last of RILL_CANCEL_CALLS. */
static inline bool rill_task_count_call(struct rill_task *self)
{
    return ++self->calls % RILL_CANCEL_CALLS == 0;
}

static inline void rill_task_forget_calls(struct rill_task *t)
{
    t->calls = 0;
}

#endif
