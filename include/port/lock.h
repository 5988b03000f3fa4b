/* port/lock.h -- the lock for what harts share.
 *
 * On one hart the lock and its functions are empty. A trap touches nothing but the inbox
 * (kernel/sched/inbox.h), so only another task's turn can come between two steps of a task. A
 * turn begins with a switch, which is a call, so not even a compiler barrier is needed.
 *
 * On many harts the lock is a word that names its holder, a task or an idle loop, by tp. When a
 * task leaves its hart, the switch itself drops the lock (port/switch.h). A hart spins with
 * interrupts on: when a panic has stopped the holder's hart, the panic's interrupt also stops
 * the hart that spins.
 *
 * We refused a queue of waiting harts (MCS, tickets). It is fair, but costs each taker a record
 * or a second word. No hart holds a lock here for more than a few dozen instructions, and two
 * harts seldom want one lock, because the busy locks belong to one object or to one hart.
 */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

#include <port/call.h>
#include <port/hart.h>

/* Is there anything in a lock? It is what RILL_MANY says, but in tests/host/fuzz: there the kernel
 * is built for one hart, and its locks are counted. */
#define RILL_LOCKS (RILL_HARTS > 1)

struct rill_arm;

/* The objects that a select has locked (kernel/sync/select.c), by the first arm; or none. */
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

/* Other harts see what this hart wrote before this hart reads what follows. For two harts that
 * each write a word and then read the other's: each of the two uses this fence. */
__attribute__((always_inline)) static inline void rill_fence(void)
{
    __asm__ volatile("fence rw, rw" ::: "memory");
}

/* This hart's writes come before it reads the clock, which is a device. */
__attribute__((always_inline)) static inline void rill_fence_clock(void)
{
    __asm__ volatile("fence w, i" ::: "memory");
}

/* This hart's writes come before it claims an interrupt at the controller. So each hart that
 * learns of the claim sees the writes. */
__attribute__((always_inline)) static inline void rill_fence_claim(void)
{
    __asm__ volatile("fence w, i" ::: "memory");
}

/* The device has this hart's order to be silent before this hart reads what follows. */
__attribute__((always_inline)) static inline void rill_fence_shut(void)
{
    __asm__ volatile("fence o, r" ::: "memory");
}

/* This hart has read that the lock is its own, or that another hart is done, before it reads a
 * device. A lock's AMO orders memory only (unprivileged spec, chapter "A", "Specifying Ordering
 * of Atomic Instructions"); each write to a device has a fence of its own. */
__attribute__((always_inline)) static inline void rill_fence_devices(void)
{
    __asm__ volatile("fence r, i" ::: "memory");
}

/* All that this hart did, to memory and to devices, comes before the write that tells so. The
 * counterpart of rill_fence_devices, before the drop of a lock that guarded a device. */
__attribute__((always_inline)) static inline void rill_fence_done(void)
{
    __asm__ volatile("fence iorw, w" ::: "memory");
}

/* AMOs in assembly, because gcc 12 would extend a sign once more and put a fence before.
 * They return the old word, as a signed number. */
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

/* After a panic: drop the lock if its holder is the caller. */
static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    if (rill_lock_mine(l))
        rill_lock_drop(l);
}

#endif
