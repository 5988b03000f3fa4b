/* port/lock.h -- the host's twin: one hart, and locks that watch. Whoever takes one
 * twice or drops one twice is found at once. All of them are there: select takes
 * those of its channels, as on many harts. */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <stdbool.h>
#include "call.h"
#include "hart.h"

#define RILL_LOCKS 1

struct rill_arm;

struct rill_locked {
    struct rill_arm *first;
};
#define RILL_LOCKED_FIRST(locked) ((locked).first)

_Noreturn void rill_host_wrong(const char *what);

static inline void rill_lock_take_as(struct rill_lock *l,
                                     const struct rill_hart *h)
{
    (void)h;
    if (l->holder)
        rill_host_wrong("a lock is taken by who has it");
    l->holder = 1;
}

static inline void rill_lock_take(struct rill_lock *l)
{
    rill_lock_take_as(l, rill_hart_self());
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    if (!l->holder)
        rill_host_wrong("a lock is dropped by who has it not");
    l->holder = 0;
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
