/* libc-shim/one/atomic.c -- what libatomic has elsewhere: the atomic operations that
 * the compiler calls because the hart has no instruction for them. All of them on a
 * march without the A extension; with it those of 1, 2 and, on 32 bits, 8 bytes. Debian's
 * compiler for bare RISC-V comes without libatomic.
 *
 * On one hart nothing but a trap handler can come in between, so interrupts are off for
 * the few instructions. There is no twin for more harts: such an image has A, and a
 * program for it that wants another size gets the linker's word.
 *
 * A word that nobody may read faults before interrupts are off, so rill_try may catch
 * that. One that is only not to be written faults with them off: not to be caught.
 *
 * Names and arguments: GCC manual, "__atomic Builtins", as library calls. They are
 * given to the linker alone (__asm__): to the compiler they are its own. */
#include <stdbool.h>
#include <stdint.h>

#include <port/image.h>

/* The word as it is, with interrupts off from then on. */
#define BEGIN(type, at)                                    \
    (void)__atomic_load_n((char *)(at), __ATOMIC_RELAXED); \
    uintptr_t were = rill_interrupts_off();                \
    type had = *(at)
#define END rill_interrupts_restore(were)

#define CALL(result, call, n, ...)                                         \
    result rill_atomic_##call##_##n(__VA_ARGS__) __asm__("__atomic_" #call \
                                                         "_" #n);          \
    result rill_atomic_##call##_##n(__VA_ARGS__)

#define FETCH(call, n, type, expression)                         \
    CALL(type, fetch_##call, n, type *at, type value, int order) \
    {                                                            \
        BEGIN(type, at);                                         \
        (void)order;                                             \
        *at = (type)(expression);                                \
        END;                                                     \
        return had;                                              \
    }

#define ALL(n, type)                                                      \
    FETCH(add, n, type, had + value)                                      \
    FETCH(sub, n, type, had - value)                                      \
    FETCH(and, n, type, had &value)                                       \
    FETCH(or, n, type, had | value)                                       \
    FETCH(xor, n, type, had ^ value)                                      \
    FETCH(nand, n, type, ~(had & value))                                  \
    CALL(type, exchange, n, type *at, type value, int order)              \
    {                                                                     \
        BEGIN(type, at);                                                  \
        (void)order;                                                      \
        *at = value;                                                      \
        END;                                                              \
        return had;                                                       \
    }                                                                     \
    CALL(type, load, n, type *at, int order)                              \
    {                                                                     \
        BEGIN(type, at);                                                  \
        (void)order;                                                      \
        END;                                                              \
        return had;                                                       \
    }                                                                     \
    CALL(void, store, n, type *at, type value, int order)                 \
    {                                                                     \
        BEGIN(type, at);                                                  \
        (void)order, (void)had;                                           \
        *at = value;                                                      \
        END;                                                              \
    }                                                                     \
    CALL(bool, compare_exchange, n, type *at, type *expected, type value, \
         int then, int otherwise)                                         \
    {                                                                     \
        type want = *expected;                                            \
        BEGIN(type, at);                                                  \
        (void)then, (void)otherwise;                                      \
        if (had == want)                                                  \
            *at = value;                                                  \
        END;                                                              \
        *expected = had;                                                  \
        return had == want;                                               \
    }

ALL(1, uint8_t)
ALL(2, uint16_t)
ALL(4, uint32_t)
ALL(8, uint64_t)

/* gcc 13 and later call this for atomic_flag_test_and_set; those before, an exchange. */
bool rill_atomic_test_and_set(uint8_t *at,
                              int order) __asm__("__atomic_test_and_set");
bool rill_atomic_test_and_set(uint8_t *at, int order)
{
    BEGIN(uint8_t, at);
    (void)order;
    *at = 1;
    END;
    return had;
}
