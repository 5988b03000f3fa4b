/* port/lock.h -- the host's twin: one hart, and a lock that watches. Whoever
 * takes it twice or drops it twice is found at once. */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <stdbool.h>

struct rill_lock {
    bool held;
};

_Noreturn void rill_host_wrong(const char *what);

static inline void rill_lock_take(struct rill_lock *l)
{
    if (l->held)
        rill_host_wrong("the scheduler's lock is taken by who has it");
    l->held = true;
}

static inline void rill_lock_drop(struct rill_lock *l)
{
    if (!l->held)
        rill_host_wrong("the scheduler's lock is dropped by who has it not");
    l->held = false;
}

static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    l->held = false;
}

#endif
