// qemu: -icount shift=0,sleep=off
/* sched/idle.c -- a task that waits for one second is left alone for one second: the hart sleeps
 * nearly all of that time, and only the end of the second wakes it. tests/t/idle.t counts from
 * outside how many interrupts that takes. */
#include <rill/rill.h>

#include "../tap.h"

int main(void)
{
    struct rill_stats before, after;
    uint64_t up_ns, idle_ns;

    plan(3);
    settle();
    rill_stats_read(&before);
    rill_sleep_ns(RILL_S);
    rill_stats_read(&after);
    up_ns = after.up_ns - before.up_ns;
    idle_ns = after.idle_ns - before.idle_ns;
    ok(up_ns >= RILL_S, "a second has passed");
    /* A hart's sleep is counted when it ends, and the other harts' sleep has not ended. */
    ok(idle_ns >= up_ns / 1000 * 999, "%lu of 100,000 parts of it asleep",
       (unsigned long)(idle_ns / (up_ns / 100000)));
    ok(after.switches - before.switches <= 4, "%lu switches",
       (unsigned long)(after.switches - before.switches));
    return done();
}
