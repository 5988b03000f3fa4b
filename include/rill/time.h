/* rill/time.h -- the clock that never goes backwards, and sleeping.
 *
 * Time is in nanoseconds since boot, 64 bits on rv32 too: it wraps after 584
 * years. Its grain is the machine's timer (100 ns on QEMU's virt, 30.5 us on a
 * real HiFive1); deadlines are rounded up to it, so nothing wakes early.
 * How late: what is due (a sleep, a deadline, a timer) is done by the first hart that is idle,
 * or on which a task yields, blocks or ends: on one hart the task that runs must come to
 * that, on many harts any task. Then those tasks run that were ready before.
 * Callers: rill_now_ns from anywhere; the others from tasks only.
 */
#ifndef RILL_TIME_H
#define RILL_TIME_H

#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* What can be done at once is done, whatever the deadline (of a cancelled task,
 * rill/context.h, with RILL_POLL alone is it always). If it cannot, RILL_POLL
 * answers without letting others run; any other deadline that has passed lets
 * those run that are ready, and what they do counts. */
#define RILL_POLL    0u            /* a deadline that has passed: do not wait */
#define RILL_FOREVER UINT64_MAX    /* a deadline that never comes */
#define RILL_US      1000ull       /* ns in a microsecond */
#define RILL_MS      1000000ull    /* ns in a millisecond */
#define RILL_S       1000000000ull /* ns in a second */

/* A deadline that is neither of the first two needs alarms, and a program without
 * such a deadline is linked without them. So every call that takes one names them
 * in passing, which costs nothing. A call that C does not see (from another
 * language, or by the function's address) does not; if nothing else in the program
 * does, its deadline is a panic that says what to link with. */
#define RILL_NEEDS_ALARMS __asm__(".reloc ., BFD_RELOC_NONE, rill_alarm_start")

#define RILL_DEADLINE(ns)                                          \
    do                                                             \
        if (!RILL_IS(ns, RILL_POLL) && !RILL_IS(ns, RILL_FOREVER)) \
            RILL_NEEDS_ALARMS;                                     \
    while (0)

/* What C sees of a function that takes a deadline and is not inline: itself, by
 * way of the above. */
#define RILL_TIMED(name, params, args)                                       \
    int name##_timed params __asm__(#name);                                  \
    extern inline __attribute__((gnu_inline, always_inline)) int name params \
    {                                                                        \
        RILL_DEADLINE(deadline_ns);                                          \
        return name##_timed args;                                            \
    }

uint64_t rill_now_ns(void);

/* The absolute deadline that is ns from now; saturates at RILL_FOREVER. */
uint64_t rill_after_ns(uint64_t ns);

/* Block for at least ns, or until deadline_ns; one in the past lets those run that
 * are ready. RILL_FOREVER with nothing else left to run is a deadlock, reported as
 * one.
 *   returns  0; -ECANCELED, early. */
RILL_INLINE int rill_sleep_ns(uint64_t ns)
{
    return RILL_PARK_CALL(rill_sleep_parks, 0, 0, ns);
}

RILL_INLINE int rill_sleep_until_ns(uint64_t deadline_ns)
{
    return RILL_PARK_CALL(rill_sleep_until_parks, 0, 0, deadline_ns);
}

RILL_C_END

#endif
