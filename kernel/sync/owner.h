/* kernel/sync/owner.h -- the task that holds a mutex, the right to write, or a once.
 *
 * An owner is a task's address and its number. An address may be given to a later task, a number
 * never, and a task that ends loses its number (kernel/sched/end.c): so one look at the address
 * tells whether the task is still there. If not, its block is another task's, or free; or the block
 * was dissolved (kernel/memory/heap.c), and what lies there now may have that number by chance, but
 * its words do not measure a block.
 *
 * By that look a task learns of an end before it waits. Tasks that wait already must be woken:
 * owner.c says how a task that ends finds them.
 */
#ifndef KERNEL_OWNER_H
#define KERNEL_OWNER_H

#include <rill/mutex.h>
#include "task.h"
#include "wait.h"

/* How a mutex, a rwmutex and a once begin. */
struct rill_owned {
    struct rill_owner owner;
    struct rill_waitq waiters;
};
#define RILL_OWNED(o, member)                                        \
    ({                                                               \
        _Static_assert(offsetof(__typeof__(*(o)), member) == 0 &&    \
                           offsetof(__typeof__(*(o)), waiters) ==    \
                               offsetof(struct rill_owned, waiters), \
                       "an owner, and then those that wait");        \
        (struct rill_owned *)(o);                                    \
    })

/* The reason that a task says when it waits for something that has an owner. */
enum rill_owned_why {
    RILL_LOCK_MUTEX,
    RILL_LOCK_FOR_WRITING,
    RILL_LOCK_FOR_READING,
    RILL_WAIT_FOR_ONCE,
    RILL_OWNED_WHYS
};

/* All functions here are called with the lock of the owned thing held. */

static inline struct rill_task *rill_owner_task(const struct rill_owner *o)
{
    return (struct rill_task *)((char *)o->tp - RILL_TASK_BYTES);
}

static inline uint32_t rill_owner_number(const struct rill_owner *o)
{
    return o->number & ~RILL_OWNER_WAITED;
}

static inline void rill_owner_set(struct rill_owner *o, struct rill_task *t)
{
    o->tp = (char *)t + RILL_TASK_BYTES;
    o->number = t->number;
}

static inline bool rill_owner_none(const struct rill_owner *o)
{
    return o->number == 0;
}

static inline bool rill_owner_is(const struct rill_owner *o,
                                 const struct rill_task *t)
{
    return rill_owner_number(o) == t->number;
}

/* t is the owner, and no task waits. */
static inline bool rill_owner_is_alone(const struct rill_owner *o,
                                       const struct rill_task *t)
{
    return o->number == t->number;
}

/* Has an owner that is not none ended? Then the caller sees all that its task did. In owner.c. */
bool rill_owner_ended(const struct rill_owner *o);

/* The owner's name, for the sentences of panics. */
static inline const char *rill_owner_name(const struct rill_owner *o)
{
    return rill_owner_none(o) || rill_owner_ended(o)
               ? "nobody"
               : rill_task_name(rill_owner_task(o));
}

/* If tasks wait already, tell the new owner so, which is the running task or a claimed task. */
static inline void rill_owner_inherits(struct rill_owned *o)
{
    if (!o->waiters.head)
        return;
    o->owner.number |= RILL_OWNER_WAITED;
    rill_task_awaited(rill_owner_task(&o->owner));
}

/* The owner calls this to give the thing up. */
static inline void rill_owner_clear(struct rill_owner *o)
{
    if (o->number & RILL_OWNER_WAITED)
        rill_task_unawaited(rill_task_self());
    o->number = 0;
}

/* Wait in line as rill_waitq_wait does; the lock is dropped.
 *   returns  what rill_waitq_wait returns, or -EOWNERDEAD: the owner ended without giving the thing
 *   up, before this call or while the caller waited. */
int rill_owned_wait(struct rill_owned *o, void *slot, enum rill_owned_why why,
                    uint64_t deadline_ns);

struct rill_served; /* kernel/sched/served.h */

/* Give the mutex to the task that has waited longest, or unlock it. In mutex.c, for cond.c too. */
void rill_mutex_hand_over(struct rill_mutex *m, struct rill_served *served);

/* Lock the mutex even if the task is cancelled meanwhile. In mutex.c. */
void rill_mutex_lock_surely(struct rill_mutex *m);

#endif
