/* libc-shim/many/atomic.c -- the atomic operations of programs (../atomic.h) on many harts,
 * which have the A extension:
 *
 *     4 bytes, and 8 on 64 bits    the hart's own instructions
 *     1 and 2 bytes                by the aligned word that they lie in: gcc loads and
 *                                  stores them with plain instructions, which look at no lock
 *     8 on 32 bits, 16, the rest   under one of a few locks, by the address
 *
 * A hart that holds a lock has interrupts off, so a trap on that hart never waits for the
 * lock, and traps may use these functions too. A hart that waits for a lock lets interrupts
 * in between two tries, so that another hart's panic can stop it.
 *
 * Its twin, libc-shim/one/atomic.c, is another algorithm: it shuts interrupts off and needs
 * no lock. Faults are as there. */
#include <port/image.h>

#include "atomic.h"

#define LOCKS 16u /* a power of two */

static uint32_t locks[LOCKS];

static uint32_t *lock_of(const void *at)
{
    return &locks[((uintptr_t)at >> 3) % LOCKS];
}

/* returns  what rill_interrupts_restore is to be told. */
static uintptr_t take(const void *at)
{
    uint32_t *lock = lock_of(at);

    for (;;) {
        uintptr_t were = rill_interrupts_off();

        if (__atomic_exchange_n(lock, 1, __ATOMIC_SEQ_CST) == 0)
            return were;
        rill_interrupts_restore(were);
        while (__atomic_load_n(lock, __ATOMIC_RELAXED) != 0)
            ;
    }
}

static void drop(const void *at, uintptr_t were)
{
    __atomic_store_n(lock_of(at), 0, __ATOMIC_SEQ_CST);
    rill_interrupts_restore(were);
}

#define HELD(at, what)                                         \
    do {                                                       \
        uintptr_t were_;                                       \
                                                               \
        (void)__atomic_load_n((char *)(at), __ATOMIC_RELAXED); \
        were_ = take(at);                                      \
        what;                                                  \
        drop(at, were_);                                       \
    } while (0)

/* Does the compiler need no lock for this size, by its own instructions or by
 * compare_exchange_1 and _2 below? */
#define OWN(type) (sizeof(type) <= sizeof(long))

#define READ(type, at)                                   \
    do {                                                 \
        if (OWN(type))                                   \
            had = __atomic_load_n(at, __ATOMIC_SEQ_CST); \
        else                                             \
            HELD(at, had = *(at));                       \
    } while (0)

#define UPDATE(type, at, now)                                                \
    do {                                                                     \
        if (OWN(type)) {                                                     \
            had = __atomic_load_n(at, __ATOMIC_RELAXED);                     \
            while (!__atomic_compare_exchange_n(                             \
                at, &had, (now), false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) \
                ;                                                            \
        } else {                                                             \
            HELD(at, (had = *(at), *(at) = (now)));                          \
        }                                                                    \
    } while (0)

#define UPDATE_IF(type, at, want, now, same)                               \
    do {                                                                   \
        if (sizeof(type) < 4) {                                            \
            had = (type)part_if((uintptr_t)(at), (uint32_t)(type)~0,       \
                                (uint32_t)(want), (uint32_t)(now));        \
        } else if (OWN(type)) {                                            \
            had = want;                                                    \
            (void)__atomic_compare_exchange_n(                             \
                at, &had, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
        } else {                                                           \
            HELD(at, {                                                     \
                had = *(at);                                               \
                if (same(had, want))                                       \
                    *(at) = (now);                                         \
            });                                                            \
        }                                                                  \
    } while (0)

typedef uint32_t __attribute__((may_alias)) word;

/* Exchange a part of a word, of so many bits: `now` for `want`. returns what was
 * there. */
static uint32_t part_if(uintptr_t at, uint32_t bits, uint32_t want,
                        uint32_t now)
{
    word *whole = (word *)(at & ~(uintptr_t)3);
    const unsigned shift = (unsigned)(at & 3) * 8;
    uint32_t was = __atomic_load_n(whole, __ATOMIC_RELAXED);

    do {
        if ((was >> shift & bits) != want) {
            __atomic_thread_fence(__ATOMIC_SEQ_CST);
            break;
        }
    } while (!__atomic_compare_exchange_n(
        whole, &was, (was & ~(bits << shift)) | now << shift, false,
        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    return was >> shift & bits;
}

ALL_CALLS

#undef READ
#undef UPDATE
#undef UPDATE_IF
#define READ(type, at)        HELD(at, had = *(at))
#define UPDATE(type, at, now) HELD(at, (had = *(at), *(at) = (now)))
#define UPDATE_IF(type, at, want, now, same) \
    HELD(at, {                               \
        had = *(at);                         \
        if (same(had, want))                 \
            *(at) = (now);                   \
    })

FETCH_PAIRS
MOVE(16, struct pair, PAIR(0, 0), SAME_PAIR)
