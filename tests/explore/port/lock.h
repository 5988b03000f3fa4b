/* port/lock.h -- the explorer's twin: a hart that finds a lock taken gives way to
 * the others. Who takes one twice, or drops what is not his, is found at once. */
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
#define RILL_LOCKED_FIRST(locked) ((locked).first)

void rill_host_fence(void);
void rill_host_take(struct rill_lock *l);
void rill_host_drop(struct rill_lock *l);
bool rill_host_holds(const struct rill_lock *l);

static inline void rill_fence(void)
{
    rill_host_fence();
}

static inline void rill_lock_take_as(struct rill_lock *l,
                                     const struct rill_hart *h)
{
    (void)h;
    rill_host_take(l);
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
