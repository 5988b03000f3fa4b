/* kernel/sched/flags.h -- words of a task that others may change at the same time: its flags,
 * and the counts above them.
 *
 *    one hart   | calls | awaited |  flags  |   16 bits: the counts are above the flags
 *    many       |    awaited    |   flags   |   32 bits; `calls` is the task's own, and beside
 *
 * Where harts are many these are AMOs. Flags order nothing but themselves: one word, and the
 * hart that comes second sees both.
 */
#ifndef KERNEL_FLAGS_H
#define KERNEL_FLAGS_H

#include "task.h"

/* A count, not of a task. It acquires: the caller that has counted a reason looks after that
 * (kernel/sched/task.c). */
static inline void rill_add(uint32_t *n, uint32_t more)
{
    if (RILL_MANY)
        __atomic_fetch_add(n, more, __ATOMIC_ACQUIRE);
    else
        *n += more;
}

static inline void rill_task_flags_set(struct rill_task *t, uint32_t flags)
{
    if (RILL_MANY)
        __atomic_fetch_or(&t->flags, flags, __ATOMIC_RELAXED);
    else
        t->flags |= (rill_task_flags)flags;
}

static inline void rill_task_flags_clear(struct rill_task *t, uint32_t flags)
{
    if (RILL_MANY)
        __atomic_fetch_and(&t->flags, ~flags, __ATOMIC_RELAXED);
    else
        t->flags &= (rill_task_flags)~flags;
}

static inline void rill_task_flags_add(struct rill_task *t, uint32_t more)
{
    if (RILL_MANY)
        __atomic_fetch_add(&t->flags, more, __ATOMIC_RELAXED);
    else
        t->flags = (rill_task_flags)(t->flags + more);
}

/* ---- owners: owner.h ---- */

/* How much of what a task owns is wanted by others, above its flags. On one hart there is room
 * for 3: a task that comes to so many keeps them, and at worst looks in vain when it ends. */
#define AWAITED (RILL_MANY ? 0x1000u : RILL_TASK_FLAGS + 1)
#define AWAITED_MOST \
    (RILL_MANY ? ~(uint32_t)0 / AWAITED * AWAITED : 3 * AWAITED)

static inline bool rill_task_is_awaited(const struct rill_task *t)
{
    return t->flags & AWAITED_MOST;
}

static inline void rill_task_awaited(struct rill_task *t)
{
    if (RILL_MANY || (t->flags & AWAITED_MOST) != AWAITED_MOST)
        rill_task_flags_add(t, AWAITED);
}

static inline void rill_task_unawaited(struct rill_task *t)
{
    if (RILL_MANY || (t->flags & AWAITED_MOST) != AWAITED_MOST)
        rill_task_flags_add(t, -AWAITED);
}

/* May a task be awaited since it began to end, without a switch? Where harts are many, others
 * may begin to wait for what it has at any time. */
#define RILL_AWAITED_ANY_TIME (RILL_MANY || RILL_STRESS)
#define RILL_OWNER_LOADS      (RILL_MANY ? __ATOMIC_ACQUIRE : __ATOMIC_RELAXED)

/* ---- calls that the running task did not have to wait in ---- */

#define CALL (0x10000u / RILL_CANCEL_CALLS)
_Static_assert(RILL_MANY || CALL > AWAITED_MOST, "flags, then both counts");

/* One more.   returns  whether it is the last of RILL_CANCEL_CALLS. */
static inline bool rill_task_count_call(struct rill_task *self)
{
    if (RILL_MANY)
        return ++*self->calls % RILL_CANCEL_CALLS == 0;
    self->flags = (rill_task_flags)(self->flags + CALL);
    return self->flags < CALL;
}

static inline void rill_task_forget_calls(struct rill_task *t)
{
    if (RILL_MANY)
        *t->calls = 0;
    else
        t->flags %= CALL;
}

#undef AWAITED
#undef AWAITED_MOST
#undef CALL

#endif
