/* kernel/sched/one/ready.h -- which tasks are ready and which comes next, on one hart. Its twin is
 * kernel/sched/many/ready.h.
 *
 * The ready tasks are a ring, and the running task is in it:
 *
 *        +--> self --> next --> ... --> prev --+
 *        +-------------------------------------+
 *
 * So a yield goes to the next task and writes nothing. A task that is made ready goes in right
 * before self, which is behind all others. A task that parks is taken out. A hart with an empty
 * ring runs its idle loop, which is in a ring of its own.
 *
 * Only the running task changes the ring. So to claim a parked task and to make it ready is one
 * step here, and the twin's second step does nothing.
 *
 * The two files stay twins, because the ring is another data structure than a queue with a lock:
 * the ring saves 7 instructions a yield.
 */
#ifndef KERNEL_READY_H
#define KERNEL_READY_H

#include "task.h"

/* Add one to a count, an unsigned long. */
#define RILL_COUNT_OF(h, variable) ((void)(h), ({ RILL_COUNT(variable); }))

/* The sum over all harts. */
#define RILL_SUM(variable) (variable)

/* For lists: how often h has switched, with ends; how often it has taken another hart's tasks. */
static inline unsigned long rill_hart_switches(const struct rill_hart *h)
{
    (void)h;
    return rill_sched_switches + rill_task_ended;
}

static inline unsigned long rill_hart_steals(const struct rill_hart *h)
{
    (void)h;
    return 0;
}

static inline uint32_t rill_harts_running(void)
{
    return 1; /* the caller */
}

/* Set inside rill_sched_attend: a panic there is not the task's to recover from. */
extern bool rill_attending_now[!RILL_MANY];

static inline void rill_attending_set(bool on)
{
    rill_attending_now[0] = on;
}

static inline bool rill_attending(void)
{
    return rill_attending_now[0];
}

static inline void rill_ready_init(struct rill_hart *h)
{
    h->idle->next = h->idle->prev = h->idle;
}

/* Put a task behind the ready tasks. (STRESS=1: before them.) */
static inline void rill_sched_ready(struct rill_task *t)
{
    struct rill_task *self = rill_task_self();
    struct rill_task *after = RILL_STRESS ? self->next : self;
    struct rill_task *before = after->prev;

    t->next = after;
    t->prev = before;
    before->next = t;
    after->prev = t;
}

/* Put a new task behind the ready tasks. */
static inline int rill_ready_new(struct rill_hart *h, struct rill_task *t)
{
    (void)h;
    rill_sched_ready(t);
    return 0;
}

static inline bool rill_sched_parked(const struct rill_task *t)
{
    return t->wake_result == RILL_PARKED;
}

/* The same in numbers: kernel/watch/layout.c. */
#define RILL_PARKED_AT   offsetof(struct rill_task, wake_result)
#define RILL_PARKED_MASK 0xffffu
#define RILL_PARKED_IS   RILL_PARKED

/* Claim a parked task, to wake it with this result. */
static inline bool rill_wake_claim(struct rill_task *t, int result)
{
    t->wake_result = result;
    rill_sched_ready(t);
    return true;
}

/* Claim a task that may not be parked, or that another waker may have claimed. */
static inline bool rill_wake_try_claim(struct rill_task *t, int result)
{
    return rill_sched_parked(t) && rill_wake_claim(t, result);
}

/* Returns whether the task is parked. On many harts this also claims it, so the task cannot end
 * once the lock is dropped. */
static inline bool rill_wake_hold(struct rill_task *t, int result)
{
    (void)result;
    return rill_sched_parked(t);
}

static inline void rill_wake_held(struct rill_task *t, int result)
{
    rill_sched_interrupt(t, result);
}

/* Make a claimed task ready. Its claimer has taken its waiters out of all queues and dropped the
 * lock under which it found the task: now the task may run. h is the running hart. Returns 0, so
 * that this can be a call's last step. */
static inline int rill_wake_claimed(struct rill_hart *h, struct rill_task *t)
{
    (void)h, (void)t;
    return 0;
}

/* The hart, for callers that need one only where there are many. */
static inline struct rill_hart *rill_hart_of_many(void)
{
    return NULL;
}

/* The canceller calls this; here it does nothing: a task that is not parked sees its guard. */
static inline void rill_park_forbid(struct rill_task *t)
{
    (void)t;
}

/* Take the running task out of the ring. Returns the next task, which may be the idle loop. */
PARK_INLINE struct rill_task *rill_ring_leave(void)
{
    struct rill_task *next = rill_task_self()->next;
    struct rill_task *prev = rill_task_self()->prev;

    prev->next = next;
    next->prev = prev;
    if (__builtin_expect(next == prev && next == rill_task_self(), 0))
        return rill_hart_self()->idle;
    return next;
}

/* The idle loop calls this: makes the others in its ring a ring of their own. Returns the first. */
static inline struct rill_task *rill_ring_take_rest(void)
{
    struct rill_task *idle = rill_task_self();
    struct rill_task *first = idle->next, *last = idle->prev;

    last->next = first;
    first->prev = last;
    idle->next = idle->prev = idle;
    return first;
}

/* From here on the task is parked, and a waker that takes `held` may wake it.
 *   returns  true: the task was cancelled meanwhile, and is not parked. */
PARK_INLINE bool rill_park_mark(struct rill_waiter *w, struct rill_lock *held)
{
    (void)w, (void)held;
    return false;
}

PARK_INLINE bool rill_park_mark_self(struct rill_task *self,
                                     struct rill_waiter *w,
                                     struct rill_lock *held)
{
    (void)self;
    return rill_park_mark(w, held);
}

/* Takes the running task out of the ring, parked. Returns the next task. */
PARK_INLINE struct rill_task *rill_park_next(struct rill_waiter *w)
{
    struct rill_task *to = rill_ring_leave();

    rill_task_self()->waiter = w;
    rill_task_self()->wake_result = RILL_PARKED;
    RILL_COUNT_OF(NULL, rill_sched_switches);
    return to;
}

/* Returns the next task when the running task yields, which writes nothing. If the running task is
 * alone in the ring, that is the task itself. */
PARK_INLINE struct rill_task *rill_yield_next(struct rill_hart *h)
{
    rill_lock_take(&rill_sched_lock); /* for the switch to drop */
    RILL_COUNT_OF(h, rill_sched_switches);
    return rill_task_self()->next;
}

/* Returns the next task when the running task ends. */
PARK_INLINE struct rill_task *rill_end_next(struct rill_hart *h,
                                            struct rill_task *joins)
{
    (void)h, (void)joins;
    rill_lock_take(&rill_sched_lock);
    return rill_ring_leave();
}

/* The lock that the last switch of a parked task has dropped. On one hart any free lock will do. */
static inline struct rill_lock *rill_park_lock(const struct rill_task *t)
{
    static struct rill_lock none;

    (void)t;
    return &none;
}

/* The lock that is held when rill_yield_next or rill_end_next has returned. */
static inline struct rill_lock *rill_next_lock(struct rill_hart *h)
{
    (void)h;
    return &rill_sched_lock;
}

/* The running task has come out of a switch that it took by the slow way. */
static inline void rill_sched_came(void)
{
}

/* From now on the task owns nothing. */
static inline uint32_t rill_task_number_take(struct rill_task *self)
{
    uint32_t number = self->number;

    self->number = 0;
    return number;
}

#endif
