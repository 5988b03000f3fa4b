/* port/lock.h -- the lock of what harts share.
 *
 * On one hart nothing but the tasks' own switches interleaves with us, because
 * interrupts touch nothing but their inbox (kernel/event.c): so there it is empty,
 * and so are its functions: not even a compiler barrier, because the only thing
 * that can come in between is a switch, which is a call.
 *
 * On many it is a word that says which hart has it: it belongs to the hart, not to a
 * task, and a task that leaves its hart has it dropped by the switch itself
 * (port/switch.h). Who spins has interrupts on, so a hart that waits for one which
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

/* All that this hart has written is seen before it reads what follows: the half of
 * each of two that tell each other something by a word each. */
__attribute__((always_inline)) static inline void rill_fence(void)
{
    __asm__ volatile("fence rw, rw" ::: "memory");
}

/* A hint that somebody waits, Zihintpause's `pause`: a fence with no successors,
 * which every hart may take for nothing (unprivileged spec, chapter 4). */
#define RILL_PAUSE ".word 0x0100000f"

/* A swap, which makes progress by itself, where LR/SC would need a loop that may
 * fail. It acquires: what the last holder wrote is seen from here on. Written out,
 * for a call in the rare case would have the compiler spill what is alive, in the
 * common one too. While it is taken, look by loads, which leave the line shared. */
__attribute__((always_inline)) static inline void
rill_lock_take_as(struct rill_lock *l, const struct rill_hart *h)
{
    uint32_t was;

    __asm__ volatile("1:\tamoswap.w.aq %0, %2, %1\n\t"
                     "beqz %0, 3f\n"
                     "2:\t" RILL_PAUSE "\n\t"
                     "lw %0, %1\n\t"
                     "bnez %0, 2b\n\t"
                     "j 1b\n"
                     "3:"
                     : "=&r"(was), "+A"(l->holder)
                     : "r"(h)
                     : "memory");
}

/* It releases: what we wrote comes before. One instruction, where a fence and a
 * store are two. */
__attribute__((always_inline)) static inline void
rill_lock_drop(struct rill_lock *l)
{
    __asm__ volatile("amoswap.w.rl zero, zero, %0"
                     : "+A"(l->holder)
                     :
                     : "memory");
}

static inline bool rill_lock_mine(const struct rill_lock *l)
{
    return l->holder && l->holder == (uint32_t)(uintptr_t)rill_hart_self();
}

#else

#define RILL_LOCKED_FIRST(locked) (*(struct rill_arm **)0)

__attribute__((always_inline)) static inline void
rill_lock_take_as(struct rill_lock *l, const struct rill_hart *h)
{
    (void)l, (void)h;
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

/* Where the hart is not at hand. Not in a trap: there nobody is. */
__attribute__((always_inline)) static inline void
rill_lock_take(struct rill_lock *l)
{
    rill_lock_take_as(l, RILL_HARTS > 1 ? rill_hart_self() : (void *)0);
}

/* After a panic: drop it if it is this hart that holds it. */
static inline void rill_lock_drop_mine(struct rill_lock *l)
{
    if (rill_lock_mine(l))
        rill_lock_drop(l);
}

#endif
