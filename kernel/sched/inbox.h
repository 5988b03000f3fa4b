/* kernel/sched/inbox.h -- what a trap leaves for tasks: events, polls, the console.
 *
 * A trap may touch no queue, because it may have interrupted code that was changing that queue. The
 * trap marks a notice and links it into the inbox of its hart. The next switch on that hart
 * delivers the notice (rill_sched_take_inbox), or an idle hart does (below):
 *
 *     trap:  RAISED, LINKED --> h->inbox --> notice --> notice
 *                                               |
 *   switch:  rill_inbox_deliver <-- h->timer_due +-> deliver(notice): waiters wake
 *
 * Both marks are bits of one word, and each change of them is one step. So the trap asks "is it
 * RAISED, is it linked?" in one step, and the deliverer asks "was it RAISED?" in the step that
 * takes the marks off; no order of two words can go wrong between harts (pitfall 9). The deliverer
 * takes the marks off under the lock of the notice's object, and looks at the object after that:
 * the deliverer sees what a trap wrote before, and a trap that comes after links the notice anew.
 * The deliverer reads `next` before, because from then on a trap may link the notice again.
 *
 * If a notice is not RAISED when a trap puts it, a task has taken what the notice stood for before.
 * The hart's `fresh` counts that. By this count irq.c tells a storm from a source that a task
 * serves, even a task that never switches.
 *
 * ---- on one hart, and on many ----
 *
 * On one hart only the hart's own traps come in between. So a trap needs a load and a store, and a
 * task does the same with interrupts off.
 *
 * On many harts, a hart's own traps put notices in, and the first hart that looks takes them all. A
 * hart that computes may not look for long. So its trap wakes an idle hart, as for alarms
 * (wheel.h), and the idle hart delivers. If no hart is idle, the first hart that switches delivers:
 *
 *     the trap of H                      one that is idle
 *       links n into H's inbox             says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does one sleep? wake it            is anything in any inbox?
 *
 * Putting and taking are one swap each, with no compare-and-swap. Only one trap at a time puts into
 * an inbox. For the two instructions before it knows the older notice, it writes COMES as the link
 * of its own. The trap's swap releases all of its notice except this link; the notice that the link
 * leads to was released by the swap before.
 */
#ifndef KERNEL_INBOX_H
#define KERNEL_INBOX_H

#include <rill/chan.h>
#include "task.h"

#define RILL_RAISED 1u
#define RILL_LINKED 2u

#define RILL_NOTICE_COMES ((struct rill_notice *)1) /* many harts: not yet */

/* This and rill_marks_clear return the marks that were set before. A trap calls this one. It writes
 * to the object again only if it finds the mark gone, and that branch is its acquire. */
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

/* _add: in a trap, before the trap puts the notice, count one more; returns the count then. _take:
 * when the notice's mark is off, take them all; a trap that counts later puts the notice anew. */
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

/* A word that a trap writes and a task reads, or the other way. The reader that sees the word sees
 * all that the writer did before. On one hart only the compiler could change the order. */
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

/* Called in a trap of h. */
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

/* Take the whole inbox; returns the newest notice. On many harts any hart may, and may find
 * none. */
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

/* The notice is linked: tell other harts. A hart that is idle looks when its trap is over. */
static inline void rill_inbox_told(const struct rill_hart *h)
{
    if (RILL_MANY && h->many->runs)
        rill_harts_tell();
}

/* What rill_inbox_deliver (task.h) calls in programs with notices. */
void rill_notices_deliver(struct rill_hart *h);

/* Called in a trap. A notice that is put twice before it is delivered is delivered once. */
void rill_notice_put(struct rill_notice *n,
                     void (*deliver)(struct rill_notice *));

/* With rill_sched_lock held: traps fill this channel from now on. If then all tasks wait and one of
 * them waits for this channel, that is no deadlock. In poll.c. */
void rill_fed_add(struct rill_fed *fed, const struct rill_chan *ch);

#endif
