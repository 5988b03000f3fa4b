/* alarm_awaited.h -- the timer's interrupt, and not before it is wanted: it is shut out from
 * when the alarm is set, however long the host takes. */
#ifndef ALARM_AWAITED_H
#define ALARM_AWAITED_H

#include <rill/rill.h>

#include "../../mode.h"

static inline void alarm_is_set(void)
{
    static struct rill_timer timer;

    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    rill_timer_set(&timer, rill_after_ns(RILL_MS), 0);
}

/* Its interrupt may come from here on. */
static inline void alarm_is_awaited(void)
{
    __asm__ volatile("csrs " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
}

#endif
