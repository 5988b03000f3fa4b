// qemu: -icount shift=0,sleep=off
/* time/clock.c -- a machine that has been on for long. QEMU's mtime can be written, so the test
 * sets it to just before the times at which other systems' clocks broke. A sleep across such a
 * time must take as long as it should and not longer.
 *
 * Only on virt: the address of mtime and its 10 MHz are QEMU's (hw/riscv/virt.c).
 */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1
#include <rill/rill.h>
#include <sys/time.h>
#include <time.h>

#include "../tap.h"

#define MTIME_LOW  0x200bff8
#define MTIME_HIGH 0x200bffc
#define HZ         10000000ull
#define DAY        (86400 * HZ)

static const struct place {
    uint64_t ticks;
    const char *name;
} places[] = {
    {1ull << 32, "2^32 ticks, 7 minutes: a torn read of mtime on rv32"},
    {4294967296 * (HZ / 1000), "2^32 ms, 49.7 days"},
    {2147483648 * HZ, "2^31 s, 68 years"},
    {100 * 365 * DAY, "100 years"},
};

static void set_clock(uint64_t ticks)
{
    *(volatile uint32_t *)MTIME_LOW = 0;
    *(volatile uint32_t *)MTIME_HIGH = (uint32_t)(ticks >> 32);
    *(volatile uint32_t *)MTIME_LOW = (uint32_t)ticks;
}

/* Read C's clocks in turn, as ns since boot. */
static uint64_t by_libc(uint64_t date_at_boot_ns)
{
    static unsigned turn;
    struct timespec ts;
    struct timeval tv;

    if (turn++ % 3 == 0 && gettimeofday(&tv, NULL) == 0)
        return ((uint64_t)tv.tv_sec * 1000000 + (uint64_t)tv.tv_usec + 1) *
                   RILL_US -
               date_at_boot_ns;
    if (turn % 3 == 0 && clock_gettime(CLOCK_REALTIME, &ts) == 0)
        return (uint64_t)ts.tv_sec * RILL_S + (uint64_t)ts.tv_nsec -
               date_at_boot_ns;
    if (clock_gettime(CLOCK_MONOTONIC, &ts) == 0)
        return (uint64_t)ts.tv_sec * RILL_S + (uint64_t)ts.tv_nsec;
    return 0;
}

static uint64_t woke_ns;

static int sleeper(void *arg)
{
    rill_sleep_until_ns(*(uint64_t *)arg);
    woke_ns = rill_now_ns();
    return 0;
}

int main(void)
{
    struct timespec at_boot = {.tv_sec = 1000000000};

    /* So the date at boot does not matter, and the sum passes critical times of its own. */
    clock_settime(CLOCK_REALTIME, &at_boot);
    plan(4 * (int)(sizeof(places) / sizeof(places[0])));
    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const struct place *p = &places[i];
        uint64_t before, until, last;
        unsigned back = 0, apart = 0;
        struct rill_job job = {0};

        set_clock(p->ticks - HZ / 100); /* 10 ms before */
        before = last = rill_now_ns();
        until = before + 20 * RILL_MS;
        rill_spawn(&job, NULL, sleeper, &until);
        while (last < before + 15 * RILL_MS) {
            uint64_t now = rill_now_ns();

            back += now < last;
            last = now;
            now = by_libc(rill_boot_date_ns);
            apart += now < last || now > rill_now_ns() + RILL_US;
            rill_yield();
        }
        is(back, 0, p->name);
        is(apart, 0, "C's clocks say the same");
        rill_join(&job, RILL_FOREVER, NULL);
        ok(woke_ns >= until, "the sleeper is not early");
        /* A second is generous for a busy host, and far less than a lost wrap would cost. */
        ok(woke_ns < until + RILL_S, "and not late");
    }
    return done();
}
