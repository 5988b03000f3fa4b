/* port/lock.h -- the lock of what harts share.
 *
 * On one hart nothing but the tasks' own switches interleaves with us, because
 * interrupts touch nothing but their inbox (kernel/sync/event.c): so there it is empty,
 * and so are its functions: not even a compiler barrier, because the only thing
 * that can come in between is a switch, which is a call.
 *
 * On many it is a word that says which task or idle loop has it, by tp. A task that leaves its
 * hart has it dropped by the switch itself (port/switch.h). A hart spins with interrupts on:
 * so when another has stopped with the lock in hand, the interrupt of the panic that stopped
 * it stops this hart too.
 *
 * Refused: a queue of the tasks that wait (MCS, tickets). It is fair, and costs each
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

/* What a select has locked (kernel/sync/select.c): nothing, or the first of its arms. */
struct rill_locked {
#if RILL_HARTS > 1
    struct rill_arm *first;
#else
    char nothing[0];
#endif
};

#if RILL_HARTS > 1

static inline struct rill_locked rill_locked_at(struct rill_arm *first)
{
    return (struct rill_locked){first};
}

static inline struct rill_arm *rill_locked_first(struct rill_locked locked)
{
    return locked.first;
}

/* All that this hart has written is seen before it reads what follows: the half of
 * each of two that tell each other something by a word each. */
__attribute__((always_inline)) static inline void rill_fence(void)
{
    __asm__ volatile("fence rw, rw" ::: "memory");
}

/* What was written comes before the clock, a device, is read. */
__attribute__((always_inline)) static inline void rill_fence_clock(void)
{
    __asm__ volatile("fence w, i" ::: "memory");
}

/* What was written comes before an interrupt is claimed at its controller. So a hart that
 * is told of the claim, be it by another hart, reads what was written. */
__attribute__((always_inline)) static inline void rill_fence_claim(void)
{
    __asm__ volatile("fence w, i" ::: "memory");
}

/* A device knows that it was told to be silent before what follows is read. */
__attribute__((always_inline)) static inline void rill_fence_shut(void)
{
    __asm__ volatile("fence o, r" ::: "memory");
}

/* A lock's word says that it is ours, or another hart's word that it has done, before a
 * device is read. A lock's AMO orders memory alone (unprivileged spec, chapter "A",
 * "Specifying Ordering of Atomic Instructions"); writes to devices have a fence each. */
__attribute__((always_inline)) static inline void rill_fence_devices(void)
{
    __asm__ volatile("fence r, i" ::: "memory");
}

/* All that was done, to memory and to devices, comes before a word is written that says
 * so: the other half, before a lock is dropped under which a device was used. */
__attribute__((always_inline)) static inline void rill_fence_done(void)
{
    __asm__ volatile("fence iorw, w" ::: "memory");
}

/* AMOs, in assembly, for gcc 12 would extend a sign once more and put a fence before.
 * They return what was there, as a signed number. */
__attribute__((always_inline)) static inline long
rill_amo_and_acquire(uint32_t *word, uint32_t mask)
{
    long had;

    __asm__ volatile("amoand.w.aq %0, %2, %1"
                     : "=r"(had), "+A"(*word)
                     : "r"((long)(int32_t)mask)
                     : "memory");
    return had;
}

__attribute__((always_inline)) static inline long
rill_amo_swap_acq_rel(uint32_t *word, uint32_t value)
{
    long had;

    __asm__ volatile("amoswap.w.aqrl %0, %2, %1"
                     : "=r"(had), "+A"(*word)
                     : "r"((long)(int32_t)value)
                     : "memory");
    return had;
}

__attribute__((always_inline)) static inline long
rill_amo_zero_acq_rel(uint32_t *word)
{
    long had;

    __asm__ volatile("amoswap.w.aqrl %0, zero, %1"
                     : "=r"(had), "+A"(*word)
                     :
                     : "memory");
    return had;
}

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

__attribute__((always_inline)) static inline void rill_fence(void)
{
}

__attribute__((always_inline)) static inline void rill_fence_clock(void)
{
}

__attribute__((always_inline)) static inline void rill_fence_claim(void)
{
}

__attribute__((always_inline)) static inline void rill_fence_shut(void)
{
}

__attribute__((always_inline)) static inline void rill_fence_devices(void)
{
}

__attribute__((always_inline)) static inline void rill_fence_done(void)
{
}

static inline struct rill_locked rill_locked_at(struct rill_arm *first)
{
    (void)first;
    return (struct rill_locked){};
}

static inline struct rill_arm *rill_locked_first(struct rill_locked locked)
{
    (void)locked;
    return (void *)0;
}

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
