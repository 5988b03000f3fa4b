// qemu: -icount shift=0,sleep=off
/* clock.c -- a machine that has been on for long. QEMU's mtime can be written, so
 * it is set to just before the places where other systems' clocks broke, and
 * sleeping across them must take as long as it should and not longer.
 *
 * Only on virt: the address of mtime and its 10 MHz are QEMU's (hw/riscv/virt.c).
 */
#include <rill/rill.h>

#include "tap.h"

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

static uint64_t woke_ns;

static int sleeper(void *arg)
{
    rill_sleep_until_ns(*(uint64_t *)arg);
    woke_ns = rill_now_ns();
    return 0;
}

int main(void)
{
    plan(3 * (int)(sizeof(places) / sizeof(places[0])));
    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const struct place *p = &places[i];
        uint64_t before, until, last;
        unsigned back = 0;
        struct rill_job job = {0};

        set_clock(p->ticks - HZ / 100); /* 10 ms before */
        before = last = rill_now_ns();
        until = before + 20 * RILL_MS;
        rill_spawn(&job, NULL, sleeper, &until);
        while (last < before + 15 * RILL_MS) {
            uint64_t now = rill_now_ns();

            back += now < last;
            last = now;
            rill_yield();
        }
        is(back, 0, p->name);
        rill_join(&job, RILL_FOREVER, NULL);
        ok(woke_ns >= until, "the sleeper is not early");
        /* A second is generous for a busy host, and far below what a lost
         * wrap would make of it. */
        ok(woke_ns < until + RILL_S, "and not late");
    }
    return done();
}
