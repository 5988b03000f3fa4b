/* libc/atomic.c -- atomic operations of each size, also of sizes for which the hart has no
 * instruction: 4 bytes without the A extension, 1 and 2 bytes with it, 8 bytes on 32 bits. The
 * test does each at an address that the compiler does not know, beside bytes that must not
 * change; afterwards interrupts must be on. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rill/rill.h>
#include "../tap.h"

#define GUARD 0xa5

/* One operation on a word that holds `from`: check the word afterwards, and the answer. */
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

/* gcc's older operations, which can also return the new value. */
#define SYNC(type, top)                                                        \
    static unsigned sync_##type(void)                                          \
    {                                                                          \
        unsigned wrong = 0;                                                    \
                                                                               \
        ONE(type, top - 1, __sync_fetch_and_add(at, 3), top + 2, top - 1,      \
            "add");                                                            \
        ONE(type, 1, __sync_sub_and_fetch(at, 2), -1, -1, "subtract");         \
        ONE(type, top | 0x3c, __sync_and_and_fetch(at, top | 0x18),            \
            top | 0x18, top | 0x18, "and");                                    \
        ONE(type, 0x41, __sync_fetch_and_or(at, top), top | 0x41, 0x41, "or"); \
        ONE(type, top | 1, __sync_xor_and_fetch(at, top | 2), 3, 3,            \
            "exclusive or");                                                   \
        ONE(type, 6, __sync_nand_and_fetch(at, 3), ~2, ~2, "nand");            \
        ONE(type, top | 5, __sync_val_compare_and_swap(at, top | 5, 8), 8,     \
            top | 5, "exchange if equal");                                     \
        ONE(type, top | 5, __sync_bool_compare_and_swap(at, top | 4, 8),       \
            top | 5, 0, "exchange if equal, it is not");                       \
        ONE(type, 9, __sync_lock_test_and_set(at, top), top, 9, "exchange");   \
        /* gcc leaves this one out for sizes without a store. */               \
        if (sizeof(type) <= sizeof(long))                                      \
            ONE(type, top | 9, (__sync_lock_release(at), 0), 0, 0, "release"); \
        return wrong;                                                          \
    }

SYNC(uint8_t, 0x80u)
SYNC(uint16_t, 0x8000u)
SYNC(uint32_t, 0x80000000u)
SYNC(uint64_t, 0x8000000000000000u)

/* A size of which no hart has an operation. */
struct three {
    uint32_t a[3];
};

static bool of_any_size(void)
{
    static _Atomic struct three shared;
    struct three x = {{1, 2, 3}}, y = {{4, 5, 6}}, had;

    atomic_store(&shared, x);
    had = atomic_exchange(&shared, y);
    if (memcmp(&had, &x, sizeof x) != 0 ||
        atomic_compare_exchange_strong(&shared, &had, x) ||
        memcmp(&had, &y, sizeof y) != 0 ||
        !atomic_compare_exchange_strong(&shared, &had, x))
        return false;
    had = atomic_load(&shared);
    return memcmp(&had, &x, sizeof x) == 0 && !atomic_is_lock_free(&shared);
}

/* 16 bytes: on 64 bits a size of its own, on 32 bits as any other size. */
struct four {
    uint64_t low, high;
};

static bool of_16_bytes(void)
{
    static _Atomic struct four shared;
    struct four x = {1, 2}, y = {3, 4}, had;
    bool right = true;

    atomic_store(&shared, x);
    had = atomic_exchange(&shared, y);
    right = had.low == 1 && had.high == 2 &&
            !atomic_compare_exchange_strong(&shared, &had, x) && had.low == 3 &&
            had.high == 4;
#ifdef __SIZEOF_INT128__
    static _Atomic unsigned __int128 sum = UINT64_MAX;

    right = right && sum++ == UINT64_MAX && sum >> 64 == 1 && --sum >> 64 == 0;
    sum ^= (unsigned __int128)5 << 64;
    right = right && (uint64_t)(sum >> 64) == 5 && (uint64_t)sum == UINT64_MAX;
    right = right && __atomic_nand_fetch(&sum, 1, SEQ) == ~(__int128)1;
#endif
    return right;
}

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

    plan(14);
    is(all_uint8_t(), 0, "1 byte");
    is(all_uint16_t(), 0, "2 bytes");
    is(all_uint32_t(), 0, "4 bytes");
    is(all_uint64_t(), 0, "8 bytes");
    is(sync_uint8_t(), 0, "the older ones, 1 byte");
    is(sync_uint16_t(), 0, "2 bytes");
    is(sync_uint32_t(), 0, "4 bytes");
    is(sync_uint64_t(), 0, "8 bytes");
    ok(of_any_size(), "12 bytes");
    ok(of_16_bytes(), "16 bytes");
    ok(!atomic_flag_test_and_set(&flag) && atomic_flag_test_and_set(&flag),
       "a flag is set once");
    atomic_flag_clear(&flag);
    ok(!atomic_flag_test_and_set(&flag), "and cleared");
    for (int i = 0; i < 3; i++)
        rill_spawn(&jobs[i], NULL, adds, NULL);
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok(sum == 300 * 0x100000001u, "three tasks add to 8 bytes");
    ok(rill_sleep_ns(RILL_MS) == 0, "interrupts are on");
    return done();
}
