/* image/main_stack.c -- when there is RAM to spare, main has a stack as large as on a hosted
 * system: a sixteenth of the RAM, at least 64 KiB and at most 8 MiB. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define KIB 1024ul

/* Writes all of its frame: a stack that is too small runs over the memory below, and fails. */
__attribute__((noinline)) static unsigned fills(size_t bytes)
{
    volatile unsigned char room[bytes];

    memset((void *)room, 7, bytes);
    return room[0] + room[bytes - 1];
}

int main(void)
{
    struct rill_stats stats;
    uintptr_t low, high;
    size_t region, share;

    plan(4);
    rill_stack_bounds(&low, &high);
    rill_stats_read(&stats);
    region = stats.heap_bytes + stats.block_bytes + stats.free_block_bytes +
             stats.untouched_bytes;
    share = region / 16 > 8192 * KIB ? 8192 * KIB
            : region / 16 < 64 * KIB ? 64 * KIB
                                     : region / 16;
    ok(high - low >= share - 16, "of %lu KiB main has %lu",
       (unsigned long)region / KIB, (unsigned long)(high - low) / KIB);
    ok(high - low <= share + share / 2, "and not much more");
    ok(high - low >= 1024 * KIB || region < 16384 * KIB, "that is megabytes");
    is(fills(high - low - 8 * KIB), 14, "an array that fills it");
    return done();
}
