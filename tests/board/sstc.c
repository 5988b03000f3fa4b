/* board/sstc.c -- in S-mode, on a machine with Sstc, the timer is the hart's own comparator,
 * stimecmp, and Rill does not call the firmware. (All other rows on virt-s run on machines
 * without Sstc, where Rill calls the firmware.) */
// qemu: -cpu rv64,sstc=on
#include "../tap.h"

#include <rill/rill.h>

static void read_stimecmp(void *arg)
{
    __asm__ volatile("csrr %0, 0x14d" : "=r"(*(uintptr_t *)arg));
}

static uintptr_t now(void)
{
    uintptr_t ticks;

    __asm__ volatile("csrr %0, time" : "=r"(ticks));
    return ticks;
}

static int sleeper(void *arg)
{
    rill_sleep_ns(*(uint64_t *)arg);
    return 0;
}

int main(void)
{
    uint64_t sleep_ns = 50 * RILL_MS;
    uintptr_t before, armed = 0;

    plan(14);
    for (int i = 0; i < 3; i++) {
        struct rill_job job = {0};

        before = now();
        rill_spawn(&job, NULL, sleeper, &sleep_ns);
        rill_yield();
        is(rill_catch_fault(read_stimecmp, &armed, NULL), 0,
           "stimecmp is there");
        ok(armed - before >= 500000, "it is not before the alarm");
        ok(armed - now() <= 500000, "nor behind it");
        rill_join(&job, RILL_FOREVER, NULL);
        ok(now() - armed < 10000000, "the alarm is not late");
    }
    before = now();
    for (int i = 0; i < 100; i++)
        rill_sleep_ns(10 * RILL_US);
    ok(now() - before >= 10000, "100 short ones");
    read_stimecmp(&armed);
    ok(armed > now() + 10000000, "and then nothing is awaited");
    return done();
}
