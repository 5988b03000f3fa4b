/* kernel/sched/inbox.h -- what a trap leaves for tasks: events, polls, the console.
 *
 * A trap may touch no queue, for it may have come in the midst of one. It marks a
 * notice and links it into the inbox of its hart; the next switch there delivers
 * it (rill_sched_take_inbox), or a hart that has nothing to do (below):
 *
 *     trap:  RAISED, LINKED --> h->inbox --> notice --> notice
 *                                               |
 *   switch:  rill_inbox_deliver <-- h->timer_due +-> deliver(notice): waiters wake
 *
 * Both marks are bits of one word, changed in one step each time. So "raised, but linked
 * already" and "off the list, was it raised?" are one step each, and there is no
 * order of two words to get wrong between harts (pitfall 9). The deliverer takes the
 * marks off under the lock of what the notice belongs to, and looks then: what a trap set
 * before that is seen; a trap that comes after that links the notice anew. `next` is
 * read before, for from then on the notice may be linked again.
 *
 * If a notice was not RAISED when a trap puts it, then what was put before has been taken:
 * the hart's `fresh` counts that. So irq.c tells a source that is served, even if by a task
 * that never switches, from a storm.
 *
 * ---- on one hart, and on many ----
 *
 * On one hart nothing but its own traps comes in between: so what a trap does is a load and a
 * store, and a task does the same with interrupts off.
 *
 * Where harts are many, a hart's own traps put in, and the hart that looks first takes all. A
 * hart that computes may not look for long. So its trap tells one that has nothing to do, as for
 * alarms (wheel.h), and that one delivers; if all have something to do, the first that switches:
 *
 *     the trap of H                      one that is idle
 *       links n into H's inbox             says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does one sleep? wake it            is anything in any inbox?
 *
 * Two swaps and no compare-and-swap: one trap at a time puts in, and says in the notice,
 * for the two instructions that it takes, that the notice's link is still to come. The swap
 * releases all of the notice but that link; what the link leads to, the swap before it
 * has released.
 */
#ifndef KERNEL_INBOX_H
#define KERNEL_INBOX_H

#include <rill/chan.h>
#include "task.h"

#define RILL_RAISED 1u
#define RILL_LINKED 2u

#define RILL_NOTICE_COMES ((struct rill_notice *)1) /* as `next`: on many */

/* This and rill_marks_clear return the marks that were there. This one in a trap, which writes
 * on only if it finds the mark gone: that branch is its acquire. */
static inline uint32_t rill_marks_set(uint32_t *marks, uint32_t more)
{
    uint32_t had;

    if (RILL_MANY)
        return __atomic_fetch_or(marks, more, __ATOMIC_RELEASE);
    had = *marks;
    *marks = had | more;
    return had;
}

static inline uint32_t rill_marks_clear(uint32_t *marks, uint32_t those)
{
    uintptr_t interrupts;
    uint32_t had;

    if (RILL_MANY)
        return __atomic_fetch_and(marks, ~those, __ATOMIC_ACQ_REL);
    interrupts = rill_irq_off();
    had = *marks;
    *marks = had & ~those;
    rill_irq_restore(interrupts);
    return had;
}

/* One more, in a trap, before the notice is put: how many there are then. All of them,
 * when the notice's mark is off: one that comes later puts it anew. */
static inline uint32_t rill_trap_count_add(uint32_t *count)
{
    return RILL_MANY ? __atomic_add_fetch(count, 1, __ATOMIC_RELAXED)
                     : ++*count;
}

static inline uint32_t rill_trap_count_take(uint32_t *count)
{
    uintptr_t interrupts;
    uint32_t had;

    if (RILL_MANY)
        return __atomic_exchange_n(count, 0, __ATOMIC_RELAXED);
    interrupts = rill_irq_off();
    had = *count;
    *count = 0;
    rill_irq_restore(interrupts);
    return had;
}

/* A word that one side writes and the other reads: one is a trap, the other receives from
 * it. What was done before the first is seen after the second. On one hart it is the compiler
 * alone that must keep the order. */
static inline void rill_word_publish(uint32_t *word, uint32_t value)
{
    if (RILL_MANY) {
        __atomic_store_n(word, value, __ATOMIC_RELEASE);
        return;
    }
    __asm__ volatile("" : : : "memory");
    *word = value;
    __asm__ volatile("" : : : "memory");
}

static inline uint32_t rill_word_published(const uint32_t *word)
{
    uint32_t value;

    if (RILL_MANY)
        return __atomic_load_n(word, __ATOMIC_ACQUIRE);
    __asm__ volatile("" : : : "memory");
    value = *word;
    __asm__ volatile("" : : : "memory");
    return value;
}

/* In a trap of h. */
static inline void rill_inbox_push(struct rill_hart *h, struct rill_notice *n)
{
    struct rill_notice *older;

    if (!RILL_MANY) {
        n->next = h->inbox;
        h->inbox = n;
        return;
    }
    __atomic_store_n(&n->next, RILL_NOTICE_COMES, __ATOMIC_RELAXED);
    older = __atomic_exchange_n(&h->inbox, n, __ATOMIC_RELEASE);
    __atomic_store_n(&n->next, older, __ATOMIC_RELAXED);
}

/* All of it, the newest first. On many harts any hart may, and there may be nothing any more. */
static inline struct rill_notice *rill_inbox_take(struct rill_hart *h)
{
    struct rill_notice *newest;
    uintptr_t interrupts;

    if (RILL_MANY)
        return __atomic_exchange_n(&h->inbox, NULL, __ATOMIC_ACQUIRE);
    interrupts = rill_irq_off();
    newest = h->inbox;
    h->inbox = NULL;
    rill_irq_restore(interrupts);
    return newest;
}

static inline struct rill_notice *rill_notice_next(const struct rill_notice *n)
{
    struct rill_notice *next;

    if (!RILL_MANY)
        return n->next;
    while ((next = __atomic_load_n(&n->next, __ATOMIC_ACQUIRE)) ==
           RILL_NOTICE_COMES)
        rill_pause();
    return next;
}

/* It is linked. A hart that is idle looks when its trap is over. */
static inline void rill_inbox_told(const struct rill_hart *h)
{
    if (RILL_MANY && h->many->runs)
        rill_harts_tell();
}

/* rill_inbox_deliver (task.h), where there are notices. */
void rill_notices_deliver(struct rill_hart *h);

/* In a trap. Twice before it is delivered is once. */
void rill_notice_put(struct rill_notice *n,
                     void (*deliver)(struct rill_notice *));

/* With rill_sched_lock: traps fill this channel from now on. That all tasks wait, one of
 * them for it, is no deadlock. In poll.c. */
void rill_fed_add(struct rill_fed *fed, const struct rill_chan *ch);

#endif
