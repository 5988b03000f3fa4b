/* libc/atomic_harts.c -- atomic operations of several harts on one object, of the sizes for which
 * there is no instruction: bytes of one word, beside another byte of the word that gets plain
 * stores; 8 bytes, which on 32 bits need a lock; a struct so large that it always needs one. No
 * operation is lost, and no value is torn. */
// expect-status: 0
// expect-out: ^bytes 0 0 0, halves 0, eight 0, torn 0, flag 0$
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include <rill/rill.h>

#define TASKS  8u
#define ROUNDS 4000u

static struct {
    _Atomic uint8_t sum, stored, swapped, bits;
} bytes __attribute__((aligned(4)));
static _Atomic uint16_t halves[2];
static _Atomic uint64_t eight;

struct twelve {
    uint32_t a, b, c;
};
static _Atomic struct twelve twelve;
static atomic_flag flag;
static unsigned guarded;
static _Atomic unsigned torn, wrong_stored;

static int works(void *arg)
{
    const unsigned me = (unsigned)(uintptr_t)arg;
    struct twelve was = {}, now;

    for (uint32_t i = 0; i < ROUNDS; i++) {
        bytes.sum++;
        if (me == 0) { /* no other task writes here */
            bytes.stored = (uint8_t)i;
            if (bytes.stored != (uint8_t)i)
                wrong_stored++;
        }
        for (uint8_t b = bytes.swapped; !atomic_compare_exchange_weak(
                 &bytes.swapped, &b, (uint8_t)(b + 3));)
            ;
        bytes.bits ^= (uint8_t)(1u << me);
        halves[me % 2] += 5;
        eight += 0x100000001u;
        do {
            now = (struct twelve){was.a + 1, was.b + 1, was.c + 1};
        } while (!atomic_compare_exchange_strong(&twelve, &was, now));
        torn += was.a != was.b || was.b != was.c;
        while (atomic_flag_test_and_set(&flag))
            rill_yield();
        guarded++;
        atomic_flag_clear(&flag);
    }
    return 0;
}

int main(void)
{
    struct rill_job jobs[TASKS];
    struct twelve end;
    const uint32_t all = TASKS * ROUNDS;

    for (uintptr_t i = 0; i < TASKS; i++)
        rill_spawn(&jobs[i], NULL, works, (void *)i);
    for (unsigned i = 0; i < TASKS; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    end = twelve;
    printf("bytes %d %d %d, halves %d, eight %d, torn %u, flag %d\n",
           bytes.sum != (uint8_t)all || wrong_stored != 0,
           bytes.swapped != (uint8_t)(3 * all), bytes.bits != 0,
           (uint16_t)(halves[0] + halves[1]) != (uint16_t)(5 * all),
           eight != all * UINT64_C(0x100000001),
           torn + (end.a != all || end.b != all || end.c != all),
           guarded != all);
    return 0;
}
