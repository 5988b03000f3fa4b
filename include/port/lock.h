/* port/lock.h -- the lock of what harts share.
 *
 * On one hart nothing but the tasks' own switches interleaves with us, because
 * interrupts touch nothing but their inbox (kernel/event.c): so there it is empty,
 * and so are its functions: not even a compiler barrier, because the only thing
 * that can come in between is a switch, which is a call.
 *
 * On many it is a word that says who has it, by his tp: a task, or an idle loop. A task
 * that leaves its hart has it dropped by the switch itself (port/switch.h). Who spins has interrupts on, so a hart that waits for one which
 * has stopped with the lock in hand is stopped by the same panic's interrupt.
 *
 * Refused: a queue of those who wait (MCS, tickets): it is fair, and costs each
 * taker a record or a second word. No lock here is held for more than a few dozen
 * instructions, and two harts seldom want the same one: the hot ones are an object's
 * own, or a hart's own.
 */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <port/call.h>
#include <port/hart.h>

/* Is there anything in a lock? */
#define RILL_LOCKS (RILL_HARTS > 1)

struct rill_arm;

/* What a select has locked (kernel/select.c): nothing, or the first of its arms. */
struct rill_locked {
#if RILL_HARTS > 1
    struct rill_arm *first;
#else
    char nothing[0];
#endif
};

#if RILL_HARTS > 1

#define RILL_LOCKED_FIRST(locked) ((locked).first)

__attribute__((always_inline)) static inline void
rill_lock_take(struct rill_lock *l)
{
    RILL_LOCK_TAKE(l);
}

__attribute__((always_inline)) static inline void
rill_lock_drop(struct rill_lock *l)
{
    RILL_LOCK_DROP(l);
}

static inline bool rill_lock_mine(const struct rill_lock *l)
{
    return l->holder == (uint32_t)(uintptr_t)rill_thread_pointer();
}

#else

#define RILL_LOCKED_FIRST(locked) (*(struct rill_arm **)0)

__attribute__((always_inline)) static inline void
rill_lock_take(struct rill_lock *l)
{
    (void)l;
}

__attribute__((always_inline)) static inline void
rill_lock_drop(struct rill_lock *l)
{
    (void)l;
}

static inline bool rill_lock_mine(const struct rill_lock *l)
{
    (void)l;
    return false;
}

#endif

/* After a panic: drop it if it is this hart that holds it. */
static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    if (rill_lock_mine(l))
        rill_lock_drop(l);
}

#endif
