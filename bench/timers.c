/* bench/timers.c -- what timers and sleeping cost with many of them pending.
 *
 * timer_N: set and stop a timer while N others are pending, at times spread
 * over four seconds.
 *
 * sleep_N: N tasks sleep for times drawn at random, over and over; the row counts
 * sleep, wake and run together, with interrupts. The mean sleep is 150 ns a task, so
 * the tasks ask for more wakes than the hart can do, and it is never idle (idle time
 * would count as instructions). How many sleepers are due at once depends on where in a
 * tick of 100 instructions the counting begins. So the program counts four times,
 * spread over a tick, or a change to code that runs before would show. */
#include <rill/rill.h>
#include <stdlib.h>
#include "bench.h"

#define N 2000u

static uint32_t state = 2463534242u;

static uint32_t random_below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (uint32_t)((uint64_t)state * n >> 32);
}

static void timers(const char *name, unsigned pending)
{
    struct rill_timer *others = calloc(pending, sizeof(*others)), t = {0};
    uint64_t base = rill_after_ns(60 * RILL_S), at[64];
    uintptr_t t0 = 0;

    if (!others)
        rill_panic("no memory for %u timers", pending);
    for (unsigned i = 0; i < pending; i++)
        rill_timer_set(&others[i], base + random_below(4 * RILL_S), 0);
    for (unsigned i = 0; i < 64; i++)
        at[i] = base + random_below(4 * RILL_S);
    for (int warm = 0; warm < 2; warm++) {
        t0 = bench_now();
        for (unsigned i = 0; i < N; i++) {
            rill_timer_set(&t, at[i & 63], 0);
            rill_timer_stop(&t);
        }
        t0 = bench_now() - t0;
    }
    bench_row(name, t0, N);
    for (unsigned i = 0; i < pending; i++)
        rill_timer_stop(&others[i]);
    free(others);
}

static uint32_t longest_ns;
static unsigned woken, first_counted, last_counted;
static uintptr_t started, ended;
RILL_CHAN(over, char, 1);

static int sleeper(void *arg)
{
    (void)arg;
    while (woken <= last_counted) {
        rill_sleep_ns(random_below(longest_ns));
        if (woken == first_counted)
            started = bench_now();
        if (woken == last_counted) {
            ended = bench_now();
            rill_chan_send(&over, "", RILL_FOREVER);
        }
        woken++;
    }
    return 0;
}

enum { PHASES = 4, TICK = 100 };

static void sleeps(const char *name, unsigned tasks)
{
    static const struct rill_task_opts small = {.stack_bytes = 640};
    uintptr_t sum = 0;
    char byte;

    longest_ns = 300 * tasks;
    first_counted = 3 * tasks;
    last_counted = first_counted + 2 * tasks + N;
    for (uintptr_t phase = 0; phase < PHASES; phase++) {
        uint64_t whole = (rill_now_ns() / TICK + 100) * TICK;

        woken = 0;
        while (rill_now_ns() < whole) {
        }
        for (uintptr_t i = 0; i < phase * TICK / PHASES / 3; i++)
            __asm__ volatile(""); /* 3 instructions a round */
        for (unsigned i = 0; i < tasks; i++)
            if (rill_spawn(NULL, &small, sleeper, NULL))
                rill_panic("no memory for %u tasks", tasks);
        rill_chan_recv(&over, &byte, RILL_FOREVER);
        while (rill_task_count() > 1) /* awake: QEMU's wfi is not exact */
            rill_yield();
        sum += ended - started;
    }
    bench_row(name, sum, PHASES * (last_counted - first_counted));
}

int main(void)
{
    timers("timer_10", 10);
    timers("timer_1k", 1000);
    timers("timer_100k", 100000);
    sleeps("sleep_10", 10);
    sleeps("sleep_1k", 1000);
    sleeps("sleep_10k", 10000);
    sleeps("sleep_100k", 100000);
    return 0;
}
