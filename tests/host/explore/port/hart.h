/* port/hart.h -- the explorer's twin: the hart that runs now is a variable, which the switcher
 * (switcher.c) changes. -I finds this file before tests/host/fuzz/port. */
#ifndef PORT_HART_H
#define PORT_HART_H

#include <stdbool.h>
#include <stdint.h>
#include <pending.h>

struct rill_hart;

extern struct rill_hart *rill_host_hart; /* NULL: inside a trap */
extern char *rill_host_tp;
extern uintptr_t rill_host_hart_id;

uintptr_t rill_host_irq(bool on); /* returns whether they were on */
void rill_host_wait(void);
void rill_host_pause(void);

static inline void *rill_thread_pointer(void)
{
    return rill_host_tp;
}

/* In a trap tp points to the hart: no program has handlers here. */
static inline struct rill_hart *rill_trap_hart(void)
{
    return (void *)rill_host_tp;
}

static inline struct rill_hart *rill_hart_self(void)
{
    return rill_host_hart;
}

/* As in M-mode: no page tables. */
#define RILL_PAGED   0
#define RILL_GUARDED 1

static inline uintptr_t rill_stack_pointer(void)
{
    return (uintptr_t)__builtin_frame_address(0);
}

static inline uintptr_t rill_hart_id(void)
{
    return rill_host_hart_id;
}

static inline uintptr_t rill_irq_off(void)
{
    return rill_host_irq(false);
}

static inline void rill_irq_restore(uintptr_t status)
{
    if (status)
        rill_host_irq(true);
}

static inline void rill_irq_on(void)
{
    rill_host_irq(true);
}

static inline void rill_hart_wait(void)
{
    rill_host_wait();
}

#define XCAUSE_TIMER 7 /* only names; no trap here has a cause */

static inline void rill_irq_accept_ext(void)
{
}

/* The switcher shut the timer out when its interrupt came. */
static inline void rill_irq_shut_timer(void)
{
}

static inline void rill_pause(void)
{
    rill_host_pause();
}

#endif
