/* port/lock.h -- the lock of what harts share.
 *
 * On one hart nothing but the tasks' own switches interleaves with us, because
 * interrupts touch nothing but their inbox (kernel/timer.c): so there the lock
 * is empty, and so are its functions: not even a compiler barrier,
 * because the only thing that can come in between is a switch, which is a call. Taken by one task and released by the one
 * that comes out of a switch: it belongs to the hart, not to a task.
 */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <stdint.h>

#if RILL_HARTS > 1

struct rill_lock {
    uint32_t held;
};

/* AMO, not LR/SC: a swap makes progress by itself. */
static inline void rill_lock_take(struct rill_lock *l)
{
    while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE)) {
    }
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    __atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
}

#else

struct rill_lock {
};

static inline void rill_lock_take(struct rill_lock *l)
{
    (void)l;
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    (void)l;
}

#endif

#endif
