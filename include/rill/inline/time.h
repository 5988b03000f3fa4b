/* rill/inline/time.h -- the inline half of rill/time.h, which includes this file. */
#ifndef RILL_INLINE_TIME_H
#define RILL_INLINE_TIME_H

RILL_C_BEGIN

/* A deadline other than RILL_POLL and RILL_FOREVER needs alarms, and the linker leaves the
 * alarms out of a program without such a deadline. So every call that takes a deadline
 * names the alarms in passing, which costs no instruction. A call that C does not see (from
 * another language, or by the function's address) does not name them. When nothing else in
 * the program does, such a call panics, and the panic says what to link with. */
#define RILL_NEEDS_ALARMS __asm__(".reloc ., BFD_RELOC_NONE, rill_alarm_start")

#define RILL_DEADLINE(ns)                                          \
    do                                                             \
        if (!RILL_IS(ns, RILL_POLL) && !RILL_IS(ns, RILL_FOREVER)) \
            RILL_NEEDS_ALARMS;                                     \
    while (0)

/* A function that takes a deadline and is not inline, as C sees it: it names the alarms
 * when it must, and calls the function itself. */
#define RILL_TIMED(name, params, args)                                       \
    int name##_timed params __asm__(#name);                                  \
    extern inline __attribute__((gnu_inline, always_inline)) int name params \
    {                                                                        \
        RILL_DEADLINE(deadline_ns);                                          \
        return name##_timed args;                                            \
    }

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
