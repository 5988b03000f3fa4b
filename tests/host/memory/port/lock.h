/* port/lock.h -- the host's twin for malloc: locks that panic when they are taken or dropped twice
 * (machine.c). */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <port/call.h>

#define RILL_LOCKS 1

void rill_lock_take(struct rill_lock *l);
void rill_lock_drop(struct rill_lock *l);

static inline void rill_fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#endif
