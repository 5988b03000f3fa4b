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

#include <port/hart.h>

struct rill_lock {
    uint32_t held;
    volatile uint32_t owner; /* its hart's id and 1, while it is held */
};

/* AMO, not LR/SC: a swap makes progress by itself. */
static inline void rill_lock_take(struct rill_lock *l)
{
    while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE))
        rill_pause();
    l->owner = (uint32_t)rill_hart_id() + 1;
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    l->owner = 0;
    __atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
}

/* After a panic: drop it if it is this hart that holds it. */
static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    if (l->owner == (uint32_t)rill_hart_id() + 1)
        rill_lock_drop(l);
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

static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    (void)l;
}

#endif

#endif
