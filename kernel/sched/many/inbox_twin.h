/* kernel/sched/many/inbox_twin.h -- a hart's inbox where harts are many: its own traps put in, and
 * the hart that looks first takes all. Its twin is kernel/sched/one/inbox_twin.h.
 *
 * A hart that computes may not look for long. So its trap tells one that has nothing to
 * do, as for alarms (wheel.h), and that one delivers; if all have, the first that switches:
 *
 *     the trap of H                      one that is idle
 *       links n into H's inbox             says that it sleeps
 *       -- full fence --                   -- by an AMO that acquires --
 *       does one sleep? wake it            is anything in any inbox?
 *
 * Two swaps and no compare-and-swap: one trap at a time puts in, and says in the notice,
 * for the two instructions that it takes, that the notice's link is still to come. The swap
 * releases all of the notice but that link; what the link leads to, the swap before it
 * has released. */
#ifndef KERNEL_INBOX_TWIN_H
#define KERNEL_INBOX_TWIN_H

#define RILL_NOTICE_COMES ((struct rill_notice *)1) /* as `next` */

/* Both return the marks that were there. The first in a trap, which writes on only if it
 * finds the mark gone: that branch is its acquire. */
static inline uint32_t rill_marks_set(uint32_t *marks, uint32_t more)
{
    return __atomic_fetch_or(marks, more, __ATOMIC_RELEASE);
}

static inline uint32_t rill_marks_clear(uint32_t *marks, uint32_t those)
{
    return __atomic_fetch_and(marks, ~those, __ATOMIC_ACQ_REL);
}

/* One more, in a trap, before the notice is put: how many there are then. All of them,
 * when the notice's mark is off: one that comes later puts it anew. */
static inline uint32_t rill_trap_count_add(uint32_t *count)
{
    return __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
}

static inline uint32_t rill_trap_count_take(uint32_t *count)
{
    return __atomic_exchange_n(count, 0, __ATOMIC_RELAXED);
}

/* A word that one side writes and the other reads: one is a trap, the other receives from
 * it. What was done before the first is seen after the second. */
static inline void rill_word_publish(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline uint32_t rill_word_published(const uint32_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* In a trap of h. */
static inline void rill_inbox_push(struct rill_hart *h, struct rill_notice *n)
{
    struct rill_notice *older;

    __atomic_store_n(&n->next, RILL_NOTICE_COMES, __ATOMIC_RELAXED);
    older = __atomic_exchange_n(&h->inbox, n, __ATOMIC_RELEASE);
    __atomic_store_n(&n->next, older, __ATOMIC_RELAXED);
}

/* All of it, the newest first. On any hart. There may be nothing any more. */
static inline struct rill_notice *rill_inbox_take(struct rill_hart *h)
{
    return __atomic_exchange_n(&h->inbox, NULL, __ATOMIC_ACQUIRE);
}

static inline struct rill_notice *rill_notice_next(const struct rill_notice *n)
{
    struct rill_notice *next;

    while ((next = __atomic_load_n(&n->next, __ATOMIC_ACQUIRE)) ==
           RILL_NOTICE_COMES)
        rill_pause();
    return next;
}

/* It is linked. A hart that is idle looks when its trap is over. */
static inline void rill_inbox_told(const struct rill_hart *h)
{
    if (h->many->runs)
        rill_harts_tell();
}

#endif
