// qemu: -icount shift=0,sleep=off
/* stats.c -- the figures say what is. */
#include <stdlib.h>

#include <rill/rill.h>

#include "tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.stack_bytes = SMALL};

RILL_CHAN(gate, int, 0);

static int wait_at_gate(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&gate, &v, RILL_FOREVER);
}

static int yield_on(void *arg)
{
    (void)arg;
    for (int i = 0; i < 10; i++)
        rill_yield();
    return 0;
}

static struct rill_stats before, now;

static void states(void)
{
    rill_stats_read(&before);
    is((long)before.tasks, 1, "one task");
    is((long)before.running, 1, "it runs");
    rill_spawn(NULL, &small, wait_at_gate, NULL);
    rill_spawn(NULL, &small, wait_at_gate, NULL);
    rill_yield();
    rill_spawn(NULL, &small, yield_on, NULL);
    rill_stats_read(&now);
    is((long)now.tasks, 4, "four tasks");
    is((long)now.running, 1, "one runs");
    is((long)now.ready, 1, "one is ready");
    is((long)now.parked, 2, "two wait");
    is((long)(now.spawns - before.spawns), 3, "three spawns");
    ok(now.stack_bytes >= before.stack_bytes + 3 * SMALL, "their stacks");
    ok(now.block_bytes > now.stack_bytes, "a block is more than its stack");
    is((long)(now.block_bytes + now.free_block_bytes + now.untouched_bytes +
              now.heap_bytes),
       (long)(before.block_bytes + before.free_block_bytes +
              before.untouched_bytes + before.heap_bytes),
       "bytes change hands and are not lost");
    rill_chan_close(&gate);
    while (rill_task_count() > 1)
        rill_yield();
    rill_stats_read(&now);
    is((long)(now.exits - before.exits), 3, "three exits");
    is((long)now.block_bytes, (long)before.block_bytes, "blocks came back");
}

static void counted(void)
{
    rill_stats_read(&now);
    is((long)now.switches, 0, "switches are not counted");
    rill_stats_count(true);
    rill_stats_count(true);
    rill_spawn(NULL, &small, yield_on, NULL);
    for (int i = 0; i < 11; i++)
        rill_yield();
    rill_stats_read(&now);
    ok_in_order(now.switches == 22, "eleven there, eleven back");
    is((long)now.parks, 0, "none of them waited");
    is((long)now.wakes, 1, "but one was born");
    before = now;
    rill_sleep_ns(20 * RILL_MS);
    rill_stats_read(&now);
    is((long)(now.parks - before.parks), 1, "a sleep");
    is((long)(now.switches - before.switches), 2, "to the idle loop and back");
    ok(now.idle_ns - before.idle_ns >= 10 * RILL_MS &&
           now.idle_ns - before.idle_ns <= now.counted_ns - before.counted_ns,
       "most of it was idle");
    rill_stats_count(false);
    rill_stats_read(&before);
    rill_sleep_ns(RILL_MS);
    rill_stats_read(&now);
    ok(now.switches == before.switches && now.idle_ns == before.idle_ns &&
           now.counted_ns == before.counted_ns,
       "and no more");
    ok(now.up_ns > before.up_ns, "time goes on");
}

int main(void)
{
    void *volatile p;

    plan(23);
    states();
    counted();
    rill_stats_read(&before);
    p = malloc(1000);
    rill_stats_read(&now);
    free(p);
    ok(now.heap_bytes + now.untouched_bytes ==
           before.heap_bytes + before.untouched_bytes,
       "malloc takes from what nobody has");
    is((long)rill_stack_used(rill_self()), 0, "no stack is painted unasked");
    return done();
}
