/* kernel/owner.h -- who holds it: a mutex, the right to write, a once.
 *
 * An owner is a task and its number. The number is never given twice and the
 * address is, and a task that ends loses its number (kernel/task.c): so one look
 * at where the task was tells whether it still is. Looking is safe, for a task's
 * block never becomes anything but another task's block (kernel/heap.c).
 */
#ifndef KERNEL_OWNER_H
#define KERNEL_OWNER_H

#include <rill/mutex.h>
#include "task.h"

/* All with the lock of what is owned held. */

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

static inline void rill_owner_clear(struct rill_owner *o)
{
    o->number = 0;
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

/* Of an owner that is not none: has it ended? */
static inline bool rill_owner_ended(const struct rill_owner *o)
{
    return rill_owner_task(o)->number != rill_owner_number(o);
}

/* For the sentences of panics. */
static inline const char *rill_owner_name(const struct rill_owner *o)
{
    return rill_owner_none(o) || rill_owner_ended(o)
               ? "nobody"
               : rill_task_name(rill_owner_task(o));
}

struct rill_served; /* kernel/wait.h */

/* Give the mutex to the one that has waited longest, or to nobody. In mutex.c; for
 * cond.c as well. */
void rill_mutex_hand_over(struct rill_mutex *m, struct rill_served *served);

/* Lock it, whatever becomes of the task meanwhile. In mutex.c. */
void rill_mutex_lock_surely(struct rill_mutex *m);

#endif
