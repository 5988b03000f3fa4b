/* machine/platform.c -- the machine as Rill found it: printed, for tests/t/platform.t to read, and
 * looked at by the calls that a program has for it. */
#include <string.h>

#include <rill/platform.h>
#include <rill/rill.h>

#include "../tap.h"

#ifdef FORCE
RILL_PLATFORM_FORCE("");
#endif

static int sleeper(void *arg)
{
    rill_sleep_ns(*(uint64_t *)arg);
    return 3;
}

int main(int argc, char **argv)
{
    struct rill_place place = {1, 2, 3};
    uint64_t nap_ns = 2 * RILL_MS, begun;
    extern char __heap_start[];
    struct rill_stats stats;
    size_t bytes;
    uint8_t *initrd;
    struct rill_job job;
    int result;
    bool polled = argc > 1 && !strcmp(argv[1], "polled");

    plan(9);
    rill_platform_print();
    printf("# argv");
    for (int i = 0; i < argc; i++)
        printf(" %s", argv[i]);
    rill_stats_read(&stats);
    printf("\n# heap ends at %p\n",
           (void *)(__heap_start + stats.heap_bytes + stats.block_bytes +
                    stats.free_block_bytes + stats.untouched_bytes));
    ok(!rill_platform_device("nobody,nothing", 0, &place) && place.base == 1 &&
           place.bytes == 2 && place.irq == 3,
       "what is not there leaves all as it was");
    ok(!rill_platform_device("virtio,mmio", 1000, &place), "nor the 1000th");
    if (rill_platform_device("ns16550a", 0, &place))
        ok(place.base == 0x10000000 && place.bytes == 0x100 &&
               place.irq == (polled ? 0 : 10),
           "the serial port");
    else
        ok(1, "# SKIP there is none");
    if (rill_platform_device("virtio,mmio", 7, &place))
        ok(place.bytes == 0x1000 && place.irq % 1024 >= 1 &&
               place.irq % 1024 <= 8,
           "the last of eight");
    else
        ok(1, "# SKIP there is none");
    initrd = rill_platform_initrd(&bytes);
    ok(!initrd == !bytes, "a disk has bytes, and no disk none");
    if (initrd)
        printf("# initrd %zu %.*s\n", bytes, bytes < 16 ? (int)bytes : 16,
               (const char *)initrd);
    ok((rill_platform_has() & ~(uint32_t)7) == RILL_HAS_VECTOR,
       "vectors, and no trap is left");
    printf("# has %x\n", (unsigned)rill_platform_has());
    begun = rill_now_ns();
    ok(rill_spawn(&job, NULL, sleeper, &nap_ns) == 0 &&
           rill_join(&job, RILL_FOREVER, &result) == 0 && result == 3,
       "a task");
    ok(rill_now_ns() - begun >= nap_ns, "the clock goes");
    result = (int)rill_hart_count();
    ok(result >= 1, "harts: %d", result);
    return done();
}
