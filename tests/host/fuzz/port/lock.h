/* port/lock.h -- the host's twin: one hart, and locks that check their use: the fuzzer finds at
 * once a lock that is taken twice or dropped twice. All locks exist, so a select takes the
 * locks of its channels, as on many harts. */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <stdbool.h>
#include "call.h"

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

_Noreturn void rill_host_wrong(const char *what);

static inline void rill_fence(void)
{
}

static inline void rill_fence_clock(void)
{
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
    return l->holder;
}

static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    l->holder = 0;
}

#endif
