/* kernel/sched/one/inbox_twin.h -- a hart's inbox where there is one: only its own traps come in
 * between. kernel/sched/many/inbox_twin.h is its twin, and says what each of these is. */
#ifndef KERNEL_INBOX_TWIN_H
#define KERNEL_INBOX_TWIN_H

static inline uint32_t rill_marks_set(uint32_t *marks, uint32_t more)
{
    uint32_t had = *marks;

    *marks = had | more;
    return had;
}

static inline uint32_t rill_marks_clear(uint32_t *marks, uint32_t those)
{
    uintptr_t interrupts = rill_irq_off();
    uint32_t had = *marks;

    *marks = had & ~those;
    rill_irq_restore(interrupts);
    return had;
}

static inline uint32_t rill_trap_count_add(uint32_t *count)
{
    return ++*count;
}

static inline uint32_t rill_trap_count_take(uint32_t *count)
{
    uintptr_t interrupts = rill_irq_off();
    uint32_t had = *count;

    *count = 0;
    rill_irq_restore(interrupts);
    return had;
}

static inline void rill_word_publish(uint32_t *word, uint32_t value)
{
    __asm__ volatile("" : : : "memory"); /* for the compiler alone */
    *word = value;
    __asm__ volatile("" : : : "memory");
}

static inline uint32_t rill_word_published(const uint32_t *word)
{
    uint32_t value;

    __asm__ volatile("" : : : "memory");
    value = *word;
    __asm__ volatile("" : : : "memory");
    return value;
}

static inline void rill_inbox_push(struct rill_hart *h, struct rill_notice *n)
{
    n->next = h->inbox;
    h->inbox = n;
}

static inline struct rill_notice *rill_inbox_take(struct rill_hart *h)
{
    uintptr_t interrupts = rill_irq_off();
    struct rill_notice *newest = h->inbox;

    h->inbox = NULL;
    rill_irq_restore(interrupts);
    return newest;
}

static inline struct rill_notice *rill_notice_next(const struct rill_notice *n)
{
    return n->next;
}

static inline void rill_inbox_told(const struct rill_hart *h)
{
    (void)h;
}

#endif
