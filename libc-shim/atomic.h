/* libc-shim/atomic.h -- what libatomic has on other systems: the atomic operations that
 * the compiler calls when the hart has no instruction for them. Debian's compiler for
 * bare RISC-V comes without it. Each of the two files that include this header says how
 * it makes an operation indivisible; here the operation gets its names:
 *
 *     __atomic_OP_N, __sync_OP_N   N bytes, 1 to 16: where there is no instruction
 *     __atomic_load and its like   of any other size: a struct of three words
 *     __atomic_test_and_set        a flag, without the A extension (gcc 14)
 *
 * On 64 bits 16 bytes are passed in two registers, which an __int128 and these two
 * halves share. On 32 bits gcc calls the functions for any size instead.
 *
 * The file has defined, where `had` is what was there:
 *     UPDATE(type, at, now)        had = *at; *at = now
 *     UPDATE_IF(type, at, want, now)   the same, if had == want
 *     READ(type, at)               had = *at
 *     HELD(at, what)               what, while no other operation on at comes between
 *
 * Names and arguments: GCC manual, "__atomic Builtins" and "__sync Builtins", as library
 * calls. Only the linker sees these names, because the compiler takes them for its
 * own. */
#ifndef SHIM_ATOMIC_H
#define SHIM_ATOMIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rill/bind.h>

struct pair {
    uint64_t low, high;
};

static inline struct pair pair_add(struct pair a, struct pair b)
{
    uint64_t low = a.low + b.low;

    return (struct pair){low, a.high + b.high + (low < a.low)};
}

static inline struct pair pair_sub(struct pair a, struct pair b)
{
    return (struct pair){a.low - b.low, a.high - b.high - (a.low < b.low)};
}

#define PAIR(low, high) ((struct pair){(low), (high)})
#define PAIR_AND        PAIR(had.low &value.low, had.high &value.high)
#define PAIR_OR         PAIR(had.low | value.low, had.high | value.high)
#define PAIR_XOR        PAIR(had.low ^ value.low, had.high ^ value.high)
#define PAIR_NAND       PAIR(~(had.low & value.low), ~(had.high & value.high))

#define SAME_WORD(a, b) ((a) == (b))
#define SAME_PAIR(a, b) ((a).low == (b).low && (a).high == (b).high)

/* The compiler's __atomic_NAME is rill_atomic_NAME here, and its __sync_NAME is
 * rill_sync_NAME. */
#define CALL(result, room, name, ...)                                        \
    RILL_DEFAULT_UNTYPED(function, __##room##_##name, rill_##room##_##name); \
    result rill_##room##_##name(__VA_ARGS__);                                \
    result rill_##room##_##name(__VA_ARGS__)

#define FETCH(op, n, type, now)                                           \
    CALL(type, atomic, fetch_##op##_##n, type *at, type value, int order) \
    {                                                                     \
        type had;                                                         \
                                                                          \
        (void)order;                                                      \
        UPDATE(type, at, now);                                            \
        return had;                                                       \
    }                                                                     \
    CALL(type, sync, fetch_and_##op##_##n, type *at, type value)          \
    {                                                                     \
        return rill_atomic_fetch_##op##_##n(at, value, 0);                \
    }                                                                     \
    CALL(type, sync, op##_and_fetch_##n, type *at, type value)            \
    {                                                                     \
        type had = rill_atomic_fetch_##op##_##n(at, value, 0);            \
                                                                          \
        return now;                                                       \
    }

#define FETCH_WORDS(n, type)                 \
    FETCH(add, n, type, (type)(had + value)) \
    FETCH(sub, n, type, (type)(had - value)) \
    FETCH(and, n, type, (type)(had & value)) \
    FETCH(or, n, type, (type)(had | value))  \
    FETCH(xor, n, type, (type)(had ^ value)) \
    FETCH(nand, n, type, (type) ~(had & value))

#define FETCH_PAIRS                                   \
    FETCH(add, 16, struct pair, pair_add(had, value)) \
    FETCH(sub, 16, struct pair, pair_sub(had, value)) \
    FETCH(and, 16, struct pair, PAIR_AND)             \
    FETCH(or, 16, struct pair, PAIR_OR)               \
    FETCH(xor, 16, struct pair, PAIR_XOR)             \
    FETCH(nand, 16, struct pair, PAIR_NAND)

/* `nothing` is a 0 of the type, and same() compares two of them. */
#define MOVE(n, type, nothing, same)                                     \
    CALL(type, atomic, exchange_##n, type *at, type value, int order)    \
    {                                                                    \
        type had;                                                        \
                                                                         \
        (void)order;                                                     \
        UPDATE(type, at, value);                                         \
        return had;                                                      \
    }                                                                    \
    CALL(type, atomic, load_##n, type *at, int order)                    \
    {                                                                    \
        type had;                                                        \
                                                                         \
        (void)order;                                                     \
        READ(type, at);                                                  \
        return had;                                                      \
    }                                                                    \
    CALL(void, atomic, store_##n, type *at, type value, int order)       \
    {                                                                    \
        (void)rill_atomic_exchange_##n(at, value, order);                \
    }                                                                    \
    CALL(bool, atomic, compare_exchange_##n, type *at, type *expected,   \
         type value, int then, int otherwise)                            \
    {                                                                    \
        const type want = *expected;                                     \
        type had;                                                        \
                                                                         \
        (void)then, (void)otherwise;                                     \
        UPDATE_IF(type, at, want, value, same);                          \
        *expected = had;                                                 \
        return same(had, want);                                          \
    }                                                                    \
    CALL(type, sync, val_compare_and_swap_##n, type *at, type want,      \
         type value)                                                     \
    {                                                                    \
        (void)rill_atomic_compare_exchange_##n(at, &want, value, 0, 0);  \
        return want;                                                     \
    }                                                                    \
    CALL(bool, sync, bool_compare_and_swap_##n, type *at, type want,     \
         type value)                                                     \
    {                                                                    \
        return rill_atomic_compare_exchange_##n(at, &want, value, 0, 0); \
    }                                                                    \
    CALL(type, sync, lock_test_and_set_##n, type *at, type value)        \
    {                                                                    \
        return rill_atomic_exchange_##n(at, value, 0);                   \
    }                                                                    \
    CALL(void, sync, lock_release_##n, type *at)                         \
    {                                                                    \
        (void)rill_atomic_exchange_##n(at, nothing, 0);                  \
    }

/* memcpy and memcmp are for programs that have them already. */
static inline void copy(char *to, const char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i];
}

static inline bool same_bytes(const char *a, const char *b, size_t n)
{
    while (n > 0 && *a == *b)
        a++, b++, n--;
    return n == 0;
}

#define ANY_SIZE                                                               \
    CALL(void, atomic, load, size_t n, char *at, char *to, int order)          \
    {                                                                          \
        (void)order;                                                           \
        HELD(at, copy(to, at, n));                                             \
    }                                                                          \
    CALL(void, atomic, store, size_t n, char *at, const char *from, int order) \
    {                                                                          \
        (void)order;                                                           \
        HELD(at, copy(at, from, n));                                           \
    }                                                                          \
    CALL(void, atomic, exchange, size_t n, char *at, const char *from,         \
         char *to, int order)                                                  \
    {                                                                          \
        (void)order;                                                           \
        HELD(at, (copy(to, at, n), copy(at, from, n)));                        \
    }                                                                          \
    CALL(bool, atomic, compare_exchange, size_t n, char *at, char *expected,   \
         const char *from, int then, int otherwise)                            \
    {                                                                          \
        bool same;                                                             \
                                                                               \
        (void)then, (void)otherwise;                                           \
        HELD(at,                                                               \
             ((same = same_bytes(at, expected, n)) ? copy(at, from, n)         \
                                                   : copy(expected, at, n)));  \
        return same;                                                           \
    }                                                                          \
    CALL(bool, atomic, is_lock_free, size_t n, const char *at)                 \
    {                                                                          \
        return n > 0 && n <= sizeof(long) && (n & (n - 1)) == 0 &&             \
               (uintptr_t)at % n == 0;                                         \
    }                                                                          \
    CALL(bool, atomic, test_and_set, uint8_t *at, int order)                   \
    {                                                                          \
        return rill_atomic_exchange_1(at, 1, order) != 0;                      \
    }                                                                          \
    CALL(void, atomic, clear, uint8_t *at, int order)                          \
    {                                                                          \
        (void)rill_atomic_exchange_1(at, 0, order);                            \
    }

#define ALL_CALLS                   \
    FETCH_WORDS(1, uint8_t)         \
    FETCH_WORDS(2, uint16_t)        \
    FETCH_WORDS(4, uint32_t)        \
    FETCH_WORDS(8, uint64_t)        \
    MOVE(1, uint8_t, 0, SAME_WORD)  \
    MOVE(2, uint16_t, 0, SAME_WORD) \
    MOVE(4, uint32_t, 0, SAME_WORD) \
    MOVE(8, uint64_t, 0, SAME_WORD) \
    ANY_SIZE

#endif
