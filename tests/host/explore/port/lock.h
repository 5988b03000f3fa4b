/* port/lock.h -- the explorer's twin: a hart that finds a lock taken gives way to the other
 * harts. The explorer finds at once a hart that takes a lock twice, or drops a lock that it
 * does not hold. */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <stdbool.h>
#include <rill/chan.h>
#include "hart.h"

#define RILL_LOCKS 1

struct rill_arm;

struct rill_locked {
    struct rill_arm *first;
};
static inline struct rill_locked rill_locked_at(struct rill_arm *first)
{
    return (struct rill_locked){first};
}

static inline struct rill_arm *rill_locked_first(struct rill_locked locked)
{
    return locked.first;
}

void rill_host_fence(void);
bool rill_host_holds(const struct rill_lock *l);

static inline void rill_fence(void)
{
    rill_host_fence();
}

/* There is no device here, so rill_fence_devices is nothing. The other two also order stores to
 * memory, and so are fences here, too. */
static inline void rill_fence_clock(void)
{
    rill_host_fence();
}

static inline void rill_fence_devices(void)
{
}

static inline void rill_fence_done(void)
{
    rill_host_fence();
}

static inline long rill_amo_and_acquire(uint32_t *word, uint32_t mask)
{
    return (int32_t)__atomic_fetch_and(word, mask, __ATOMIC_ACQUIRE);
}

static inline long rill_amo_swap_acq_rel(uint32_t *word, uint32_t value)
{
    return (int32_t)__atomic_exchange_n(word, value, __ATOMIC_ACQ_REL);
}

static inline long rill_amo_zero_acq_rel(uint32_t *word)
{
    return (int32_t)__atomic_exchange_n(word, 0, __ATOMIC_ACQ_REL);
}

static inline void rill_lock_take(struct rill_lock *l)
{
    rill_host_take(l);
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    rill_host_drop(l);
}

static inline bool rill_lock_mine(const struct rill_lock *l)
{
    return rill_host_holds(l);
}

static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    if (rill_host_holds(l))
        rill_host_drop(l);
}

#endif
