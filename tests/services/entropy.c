// qemu: -icount shift=0,sleep=off
/* services/entropy.c -- bytes that no attacker can foretell: words of rill/entropy.h, getentropy
 * and arc4random. The row's words say which source it must be, and how strong:
 *
 *     entropy clock weak [print]
 *
 * tests/t/entropy.t runs this on machines with other sources, and compares what `print`
 * shows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

#define TASKS 3
#define EACH  40

static uint8_t first[256], second[256];

/* No bit is equal in all bytes, and no byte comes too often: 17 of 256 bytes have one value
 * less than once in 10^12 draws. */
static int looks_random(const uint8_t *bytes, size_t n)
{
    unsigned char count[256] = {0};
    uint8_t ones = 0, zeros = 0;

    for (size_t i = 0; i < n; i++) {
        ones |= bytes[i];
        zeros |= (uint8_t)~bytes[i];
        if (++count[bytes[i]] > 16)
            return 0;
    }
    return ones == 0xff && zeros == 0xff;
}

extern uint8_t __bss_start[], __bss_end[]; /* linker/sections.ld */

/* How often the first 8 of these bytes stand among the variables. Our own copy is inverted
 * while we look. */
static long copies(uint8_t *bytes)
{
    long n = 0;

    for (int i = 0; i < 8; i++)
        bytes[i] ^= 0xff;
    for (uint8_t *at = __bss_start; at + 8 <= __bss_end; at += 4) {
        int same = 0;

        while (same < 8 && at[same] == (bytes[same] ^ 0xff))
            same++;
        n += same == 8;
    }
    for (int i = 0; i < 8; i++)
        bytes[i] ^= 0xff;
    return n;
}

static uint8_t of_task[TASKS][EACH];

static int taker(void *arg)
{
    return rill_entropy(arg, EACH);
}

static int canceled(void *arg)
{
    int left = rill_sleep_ns(RILL_S);

    return left == -ECANCELED && rill_entropy(arg, EACH) == 0;
}

int main(int argc, char **argv)
{
    const struct rill_entropy_source *s;
    struct rill_job jobs[TASKS] = {0}, job = {0};
    uint64_t took_ns;
    long sum = 0;

    plan(21);
    if (argc < 3)
        bail("say which source: entropy clock weak");
    took_ns = rill_now_ns();
    s = rill_entropy_source();
    took_ns = rill_now_ns() - took_ns;
    ok(strcmp(s->name, argv[1]) == 0, "the source is %s", s->name);
    ok(strcmp(s->strong ? "strong" : "weak", argv[2]) == 0, "%s",
       s->strong ? "strong" : "weak");
    ok(took_ns < 3 * RILL_S, "found within bounds");

    is(rill_entropy(NULL, 0), 0, "no bytes");
    memset(first, 0xa5, sizeof first);
    is(rill_entropy(first, 33), 0, "33 bytes");
    ok(looks_random(first, 33), "look like it");
    for (int i = 33; i < 256; i++)
        sum += first[i] != 0xa5;
    is(sum, 0, "and none behind them");
    rill_entropy(second, 32);
    ok(copies(second) == 0 && (memcpy(first, second, 8), copies(second) == 1),
       "and no copy is kept");
    is(getentropy(first, 256), 0, "getentropy of 256");
    is(getentropy(second, 256), 0, "and once more");
    ok(looks_random(first, 256) && looks_random(second, 256),
       "both look like it");
    ok(memcmp(first, second, 256) && memcmp(first, first + 32, 32) &&
           memcmp(first, second, 32),
       "and are not the same, nor their parts");
    errno = 0;
    ok(getentropy(first, 257) == -1 && errno == EINVAL, "257: EINVAL");
    errno = 0;
    ok(getentropy(NULL, 1) == -1 && errno == EFAULT, "nowhere: EFAULT");
    ok(arc4random() != arc4random() || arc4random() != arc4random(),
       "arc4random");
    ok(arc4random_uniform(10) < 10, "arc4random_uniform");
    is(rill_entropy_source() == s, 1, "the source stays the same");

    for (int i = 0; i < TASKS; i++)
        rill_spawn(&jobs[i], NULL, taker, of_task[i]);
    sum = 0;
    for (int i = 0; i < TASKS; i++) {
        int result = -1;

        rill_join(&jobs[i], RILL_FOREVER, &result);
        sum += result;
    }
    is(sum, 0, "by some tasks at once");
    ok(memcmp(of_task[0], of_task[1], EACH) &&
           memcmp(of_task[1], of_task[2], EACH) &&
           memcmp(of_task[0], of_task[2], EACH),
       "and to each his own");

    memset(of_task, 0, sizeof of_task);
    rill_spawn(&job, NULL, canceled, of_task[0]);
    rill_yield();
    rill_job_cancel(&job);
    {
        int result = -1;

        rill_join(&job, RILL_FOREVER, &result);
        is(result, 1, "one who is cancelled gets them too");
    }
    ok(looks_random(of_task[0], EACH), "and they look like it");

    if (argc > 3) {
        fputs("# bytes: ", stdout);
        for (int i = 0; i < 32; i++)
            printf("%02x", first[i]);
        putchar('\n');
    }
    return done();
}
