/* kernel/sched/flags.h -- a task's flags and the counts above them, which other tasks and harts may
 * change at any time.
 *
 *    one hart   | calls | awaited |  flags  |   16 bits: the counts are above the flags
 *    many       |    awaited    |   flags   |   32 bits; `calls` is the task's own, and beside
 *
 * On many harts these are AMOs. A flag orders nothing but itself: all flags are in one word, and of
 * two harts that set flags, the second sees the first one's.
 */
#ifndef KERNEL_FLAGS_H
#define KERNEL_FLAGS_H

#include "task.h"

/* Add to a count that is not a task's. Acquire: what the caller reads after it has counted a
 * reason, it reads after the count (kernel/sched/task.c). */
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

/* How many things of this task other tasks wait for: a count above the flags. One hart has room for
 * 3: when the count reaches 3, it stays there, and at worst the task looks in vain when it ends. */
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

/* Can a task that has begun to end become awaited before its last switch? On many harts, yes: a
 * task on another hart may begin to wait at any time. */
#define RILL_AWAITED_ANY_TIME (RILL_MANY || RILL_STRESS)
#define RILL_OWNER_LOADS      (RILL_MANY ? __ATOMIC_ACQUIRE : __ATOMIC_RELAXED)

/* ---- calls in which the running task did not have to wait ---- */

#define CALL (0x10000u / RILL_CANCEL_CALLS)
_Static_assert(RILL_MANY || CALL > AWAITED_MOST, "flags, then both counts");

/* Count one more such call.   returns  whether it is the last of RILL_CANCEL_CALLS. */
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
