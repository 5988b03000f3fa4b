/* Atomic operations of every size, those included for which the hart has no
 * instruction: 4 bytes without the A extension, 1 and 2 with it, 8 on 32 bits. Each is
 * done at an address that the compiler cannot see through, beside bytes that must stay
 * as they are; and interrupts are on behind it. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rill/rill.h>
#include "tap.h"

#define GUARD 0xa5

/* One operation on a word of `from`: what is there then, and what was returned. */
#define ONE(type, from, call, then, returned, what)                        \
    do {                                                                   \
        struct {                                                           \
            uint8_t before[sizeof(type)];                                  \
            type word;                                                     \
            uint8_t behind[sizeof(type)];                                  \
        } s = {.word = (type)(from)};                                      \
        type *at = &s.word, got;                                           \
                                                                           \
        memset(s.before, GUARD, sizeof s.before);                          \
        memset(s.behind, GUARD, sizeof s.behind);                          \
        __asm__ volatile("" : "+r"(at) : : "memory");                      \
        got = (type)(call);                                                \
        __asm__ volatile("" : : : "memory");                               \
        if (s.word != (type)(then) || got != (type)(returned) ||           \
            s.before[sizeof(type) - 1] != GUARD || s.behind[0] != GUARD) { \
            wrong++;                                                       \
            diag("%zu bytes, " what, sizeof(type));                        \
        }                                                                  \
    } while (0)

#define SEQ __ATOMIC_SEQ_CST

static bool swap_if(void *at, uint64_t want, uint64_t value, unsigned n,
                    uint64_t *had)
{
    bool done = false;
    uint8_t w1 = (uint8_t)want;
    uint16_t w2 = (uint16_t)want;
    uint32_t w4 = (uint32_t)want;
    uint64_t w8 = want;

    switch (n) {
    case 1:
        done = __atomic_compare_exchange_n((uint8_t *)at, &w1, (uint8_t)value,
                                           0, SEQ, SEQ);
        *had = w1;
        break;
    case 2:
        done = __atomic_compare_exchange_n((uint16_t *)at, &w2, (uint16_t)value,
                                           0, SEQ, SEQ);
        *had = w2;
        break;
    case 4:
        done = __atomic_compare_exchange_n((uint32_t *)at, &w4, (uint32_t)value,
                                           0, SEQ, SEQ);
        *had = w4;
        break;
    default:
        done = __atomic_compare_exchange_n((uint64_t *)at, &w8, value, 0, SEQ,
                                           SEQ);
        *had = w8;
    }
    return done;
}

#define SIZE(type, top)                                                       \
    static unsigned all_##type(void)                                          \
    {                                                                         \
        unsigned wrong = 0;                                                   \
        uint64_t had;                                                         \
                                                                              \
        ONE(type, top - 1, __atomic_fetch_add(at, 3, SEQ), top + 2, top - 1,  \
            "add");                                                           \
        ONE(type, 1, __atomic_fetch_sub(at, 2, SEQ), -1, 1, "subtract");      \
        ONE(type, top | 0x3c, __atomic_fetch_and(at, top | 0x18, SEQ),        \
            top | 0x18, top | 0x3c, "and");                                   \
        ONE(type, 0x41, __atomic_fetch_or(at, top, SEQ), top | 0x41, 0x41,    \
            "or");                                                            \
        ONE(type, top | 1, __atomic_fetch_xor(at, top | 2, SEQ), 3, top | 1,  \
            "exclusive or");                                                  \
        ONE(type, 6, __atomic_fetch_nand(at, 3, SEQ), ~2, 6, "nand");         \
        ONE(type, 7, __atomic_add_fetch(at, top, SEQ), top + 7, top + 7,      \
            "add, the new one");                                              \
        ONE(type, 9, __atomic_exchange_n(at, top, SEQ), top, 9, "exchange");  \
        ONE(type, top | 5, __atomic_load_n(at, SEQ), top | 5, top | 5,        \
            "load");                                                          \
        ONE(type, 5, (__atomic_store_n(at, top, SEQ), 0), top, 0, "store");   \
        ONE(type, top | 5, swap_if(at, top | 5, 8, sizeof(type), &had), 8, 1, \
            "exchange if equal, it is");                                      \
        ONE(type, top | 5, swap_if(at, top | 4, 8, sizeof(type), &had),       \
            top | 5, 0, "exchange if equal, it is not");                      \
        if (had != (type)(top | 5)) {                                         \
            wrong++;                                                          \
            diag("%zu bytes, what it is instead", sizeof(type));              \
        }                                                                     \
        return wrong;                                                         \
    }

SIZE(uint8_t, 0x80u)
SIZE(uint16_t, 0x8000u)
SIZE(uint32_t, 0x80000000u)
SIZE(uint64_t, 0x8000000000000000u)

static atomic_flag flag;
static _Atomic uint64_t sum;

static int adds(void *arg)
{
    for (int i = 0; i < 100; i++) {
        sum += 0x100000001u;
        rill_yield();
    }
    (void)arg;
    return 0;
}

int main(void)
{
    struct rill_job jobs[3] = {};

    plan(7);
    is(all_uint8_t(), 0, "1 byte");
    is(all_uint16_t(), 0, "2 bytes");
    is(all_uint32_t(), 0, "4 bytes");
    is(all_uint64_t(), 0, "8 bytes");
    ok(!atomic_flag_test_and_set(&flag) && atomic_flag_test_and_set(&flag),
       "a flag is set once");
    for (int i = 0; i < 3; i++)
        rill_spawn(&jobs[i], NULL, adds, NULL);
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok(sum == 300 * 0x100000001u, "three tasks add to 8 bytes");
    ok(rill_sleep_ns(RILL_MS) == 0, "interrupts are on");
    return done();
}
