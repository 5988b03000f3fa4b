/* libc-shim/one/atomic.c -- the atomic operations of programs (../atomic.h) on one hart:
 * all of them on a march without the A extension; with it those of 1, 2 and, on 32 bits, 8
 * bytes, and of other sizes.
 *
 * Only a trap handler can come in between, so the functions turn interrupts off for the
 * few instructions. Its twin, libc-shim/many/atomic.c, is another algorithm: there other
 * harts come in between.
 *
 * A word that may not be read faults before interrupts are off, so rill_try may catch
 * the fault. A word that may be read and not written faults with interrupts off, and
 * rill_try cannot catch that. */
#include <port/image.h>

#include "atomic.h"

#define HELD(at, what)                                         \
    do {                                                       \
        uintptr_t were_;                                       \
                                                               \
        (void)__atomic_load_n((char *)(at), __ATOMIC_RELAXED); \
        were_ = rill_interrupts_off();                         \
        what;                                                  \
        rill_interrupts_restore(were_);                        \
    } while (0)

#define READ(type, at)        HELD(at, had = *(at))
#define UPDATE(type, at, now) HELD(at, (had = *(at), *(at) = (now)))
#define UPDATE_IF(type, at, want, now, same) \
    HELD(at, {                               \
        had = *(at);                         \
        if (same(had, want))                 \
            *(at) = (now);                   \
    })

ALL_CALLS
FETCH_PAIRS
MOVE(16, struct pair, PAIR(0, 0), SAME_PAIR)
