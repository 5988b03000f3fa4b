/* kernel/promises/one/harts.h -- an image for one hart: there are no others.
 * kernel/promises/many/harts.h is its twin, and says what each of these is. */
#ifndef KERNEL_HARTS_H
#define KERNEL_HARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <port/hart.h>

struct rill_hart;

struct rill_hart_asked {
};

static inline void rill_harts_start(void)
{
}

static inline unsigned rill_harts_total(void)
{
    return 1;
}

static inline unsigned rill_harts_ids(uintptr_t *ids)
{
    ids[0] = rill_hart_id();
    return 1;
}

static inline unsigned rill_harts_arrived(void)
{
    return 1;
}

static inline unsigned rill_hart_index(void)
{
    return 0;
}

static inline bool rill_hart_has_come(unsigned i)
{
    return !i;
}

bool rill_hart_await(unsigned i);

static inline void rill_hart_accept_ext(unsigned i)
{
    (void)i;
    rill_irq_accept_ext();
}

static inline bool rill_hart_interrupted(uintptr_t cause, struct rill_hart *h)
{
    (void)h;
    return cause == XCAUSE_TIMER;
}

static inline void rill_harts_stop_others(void)
{
}

#endif
