// qemu: -icount shift=0,sleep=off
// no-stress: whose time is the same are to run in the order of their setting
/* time/timer_far.c -- timers due in seconds, days and years, on a clock that the test sets
 * forward: each fires when its time has come and not before, in its order.
 *
 * Only on virt: the address of mtime and its 10 MHz are QEMU's
 * (hw/riscv/virt.c).
 */
#include <rill/rill.h>

#include "../tap.h"

#define MTIME_LOW  0x200bff8
#define MTIME_HIGH 0x200bffc
#define TICK_NS    100

static void set_clock_ns(uint64_t ns)
{
    uint64_t ticks = ns / TICK_NS;

    *(volatile uint32_t *)MTIME_LOW = 0;
    *(volatile uint32_t *)MTIME_HIGH = (uint32_t)(ticks >> 32);
    *(volatile uint32_t *)MTIME_LOW = (uint32_t)ticks;
}

static const struct span {
    uint64_t ns;
    const char *name;
} spans[] = {
    {((1ull << 25) - 1) * TICK_NS, "2^25 ticks, less one"},
    {((1ull << 25) + 1) * TICK_NS, "2^25 ticks and one"},
    {20 * RILL_S, "20 s"},
    {((1ull << 30) - 1) * TICK_NS, "2^30 ticks, less one"},
    {(1ull << 30) * TICK_NS, "2^30 ticks"},
    {((1ull << 30) + 1) * TICK_NS, "2^30 ticks and one"},
    {200 * RILL_S, "200 s"},
    {(1ull << 32) * TICK_NS, "2^32 ticks"},
    {50 * 86400 * RILL_S, "50 days"},
    {50 * 86400 * RILL_S + RILL_S, "50 days and a second"},
    {100ull * 365 * 86400 * RILL_S, "100 years"},
};

enum { N = sizeof(spans) / sizeof(spans[0]) };

static struct rill_timer timers[2 * N];
static unsigned order[2 * N], fired;

static int receiver(void *arg)
{
    uint64_t at;

    rill_chan_recv(&timers[(uintptr_t)arg].ticks, &at, RILL_FOREVER);
    order[ticket(&fired)] = (unsigned)(uintptr_t)arg;
    return 0;
}

int main(void)
{
    uint64_t start;

    plan(3 * N + 2);
    for (uintptr_t i = 0; i < 2 * N; i++)
        rill_go(receiver, (void *)i);
    settle();
    start = rill_after_ns(RILL_S);
    /* Set the timers backwards, and two for each time: first n, then N + n. */
    for (unsigned i = N; i-- > 0;)
        rill_timer_set(&timers[i], start + spans[i].ns, 0);
    for (unsigned i = N; i-- > 0;)
        rill_timer_set(&timers[N + i], start + spans[i].ns, 0);
    for (unsigned i = 0; i < N; i++) {
        uint64_t due = start + spans[i].ns;

        /* 5 s for a busy host, unless the timer before is so near. */
        if (rill_now_ns() + 6 * RILL_S < due)
            set_clock_ns(due - 5 * RILL_S);
        settle();
        rill_yield();
        ok(fired == 2 * i || rill_now_ns() >= due, "%s: not early",
           spans[i].name);
        if (rill_now_ns() < due)
            set_clock_ns(due);
        rill_sleep_until_ns(due + TICK_NS);
        settle();
        ok(fired >= 2 * i + 2 && fired <= 2 * N, "both fire");
        ok_in_order(order[2 * i] == i && order[2 * i + 1] == N + i,
                    "in the order of their setting");
    }
    is((long)fired, 2 * N, "all have fired");
    is((long)rill_task_count(), 1, "and nobody waits");
    return done();
}
