// qemu: -icount shift=0,sleep=off
// no-stress: it counts switches
/* watch/stats.c -- the figures tell what is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.stack_bytes = SMALL};

RILL_CHAN(gate, int, 0);

static int wait_at_gate(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&gate, &v, RILL_FOREVER);
}

static volatile bool yields;

static int yield_on(void *arg)
{
    (void)arg;
    for (int i = 0; i < 10 || yields; i++)
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
    settle();
    yields = true;
    rill_spawn(NULL, &small, yield_on, NULL);
    rill_stats_read(&now);
    is((long)now.tasks, 4, "four tasks");
    ok(now.running == 1 || (RILL_HARTS > 1 && now.running == 2),
       "one runs, or on another hart one more");
    is((long)(now.running + now.ready), 2, "if not it is ready");
    is((long)now.parked, 2, "two wait");
    is((long)(now.spawns - before.spawns), 3, "three spawns");
    ok(now.stack_bytes >= before.stack_bytes + 3 * SMALL, "their stacks");
    ok(now.block_bytes > now.stack_bytes, "a block is more than its stack");
    is((long)(now.block_bytes + now.free_block_bytes + now.untouched_bytes +
              now.heap_bytes),
       (long)(before.block_bytes + before.free_block_bytes +
              before.untouched_bytes + before.heap_bytes),
       "bytes change hands and are not lost");
    yields = false;
    rill_chan_close(&gate);
    while (rill_task_count() > 1)
        rill_yield();
    rill_stats_read(&now);
    is((long)(now.exits - before.exits), 3, "three exits");
    is((long)now.block_bytes, (long)before.block_bytes, "blocks came back");
}

RILL_CHAN(shut, int, 0);

static int wait_at_shut(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&shut, &v, RILL_FOREVER);
}

/* Read tasks and harts one by one. */
static void listed(void)
{
    static const struct rill_task_opts named = {.name = "waiter",
                                                .stack_bytes = SMALL};
    struct rill_task_info list[4];
    struct rill_hart_info h, later;
    unsigned waiters = 0, mains = 0;
    size_t n;

    rill_spawn(NULL, &named, wait_at_shut, NULL);
    rill_spawn(NULL, &named, wait_at_shut, NULL);
    settle();
    n = rill_tasks_read(list, 4);
    is((long)n, 3, "three in the list");
    for (size_t i = 0; i < n; i++) {
        mains += list[i].number == 1 && !strcmp(list[i].name, "main") &&
                 !list[i].waits;
        waiters += !strcmp(list[i].name, "waiter") && list[i].waits &&
                   strstr(list[i].waits, "receive") && list[i].on == &shut &&
                   list[i].stack_bytes >= SMALL && !list[i].stack_used_bytes;
    }
    is(mains, 1, "main, which runs");
    is(waiters, 2, "two that wait to receive, and where");
    is((long)rill_tasks_read(list, 2), 2, "as many as there is room for");
    rill_chan_close(&shut);
    while (rill_task_count() > 1)
        rill_yield();

    ok(rill_hart_read(rill_hart_count(), &h) == -EINVAL &&
           rill_hart_read(1000, &h) == -EINVAL,
       "a hart that is not there");
    is(rill_hart_read(0, &h), 0, "one that is");
    rill_sleep_ns(10 * RILL_MS);
    rill_hart_read(0, &later);
    is((long)h.malloc_bytes, 0, "without malloc it keeps nothing");
    ok(later.id == h.id && later.switches > h.switches, "it has switched");
    ok(later.idle_ns - h.idle_ns > 9 * RILL_MS &&
           later.idle_ns - h.idle_ns <= 11 * RILL_MS,
       "and slept: %lu us",
       (unsigned long)((later.idle_ns - h.idle_ns) / 1000));
}

typedef RILL_CHAN_OF(int) ints;
RILL_TYPED_CHAN(ints, typed, 4);
RILL_CHAN(raw, int, 1);
RILL_CHAN(hand_over, int, 0);
RILL_CHAN(wide, uint64_t, 0);

static int receive(void *arg)
{
    int v;
    uint64_t w;

    (void)arg;
    return rill_chan_recv(&hand_over, &v, RILL_FOREVER) |
           rill_chan_recv(&wide, &w, RILL_FOREVER);
}

static int send(void *arg)
{
    int v = 1;

    (void)arg;
    return rill_chan_send(&hand_over, &v, RILL_FOREVER);
}

static void counted(void)
{
    static struct rill_timer t;
    uint64_t w = 1;
    int v = 1;

    rill_stats_read(&before);
    rill_spawn(NULL, &small, yield_on, NULL);
    for (int i = 0; i < 11; i++)
        rill_yield();
    rill_stats_read(&now);
    ok_in_order(now.switches - before.switches == 22,
                "eleven there, eleven back");
    in_turn();
    rill_stats_read(&now);
    before = now;
    rill_sleep_ns(20 * RILL_MS);
    rill_stats_read(&now);
    ok_in_order(now.switches - before.switches == 2,
                "to the idle loop and back");
    ok(now.idle_ns - before.idle_ns >= 19 * RILL_MS &&
           now.idle_ns - before.idle_ns <=
               RILL_HARTS * (now.up_ns - before.up_ns),
       "most of a sleep was idle");
    before = now;
    for (int i = 0; i < 1000; i++)
        rill_yield();
    rill_stats_read(&now);
    ok_in_order(now.idle_ns == before.idle_ns, "none of this was");

    before = now;
    rill_send(&typed, 1, RILL_FOREVER);
    rill_recv(&typed, &v, RILL_FOREVER);
    rill_chan_send(&raw, &v, RILL_FOREVER);
    rill_chan_send(&raw, &v, RILL_POLL); /* is full */
    rill_chan_recv(&raw, &v, RILL_FOREVER);
    rill_chan_recv(&raw, &v, RILL_POLL); /* is empty */
    rill_stats_read(&now);
    is((long)(now.messages - before.messages), 2, "two messages in buffers");
    before = now;
    rill_spawn(NULL, &small, receive, NULL);
    settle();
    rill_chan_send(&hand_over, &v, RILL_FOREVER); /* a task waits */
    settle();
    rill_chan_send(&wide, &w, RILL_FOREVER); /* one word, or two */
    rill_spawn(NULL, &small, send, NULL);
    settle();
    rill_chan_recv(&hand_over, &v, RILL_FOREVER); /* a task waits */
    settle();
    rill_stats_read(&now);
    is((long)(now.messages - before.messages), 3, "three from hand to hand");

    before = now;
    rill_timer_set(&t, rill_after_ns(RILL_MS), RILL_MS);
    rill_stats_read(&now);
    is((long)(now.timers - before.timers), 1, "one timer runs");
    rill_sleep_ns(RILL_MS + RILL_MS / 2);
    rill_timer_stop(&t);
    rill_stats_read(&now);
    is((long)(now.ticks - before.ticks), 1, "it fired once");
    is((long)(now.timers - before.timers), 0, "it runs no more");
    ok(now.up_ns > before.up_ns, "time goes on");
}

/* Of all harts. */
static size_t kept_by_harts(void)
{
    size_t kept = 0;

    for (unsigned i = 0; i < rill_hart_count(); i++) {
        struct rill_hart_info h = {0};

        rill_hart_read(i, &h);
        kept += h.malloc_bytes;
    }
    return kept;
}

/* What malloc has, by use: two large blocks, of which one comes back, and then the other. */
static void pages(void)
{
    const size_t bytes = 2500;
    void *volatile p, *volatile q, *volatile r;

    p = malloc(10);
    rill_stats_read(&before);
    ok(before.small_bytes > 0, "small blocks have pages");
    is((long)kept_by_harts(), (long)before.small_bytes, "which a hart keeps");
    r = malloc(bytes);
    q = malloc(bytes);
    rill_stats_read(&now);
    ok(now.small_bytes + now.large_bytes >=
           before.small_bytes + before.large_bytes + bytes,
       "larger blocks have more");
    ok(now.most_heap_bytes >= now.small_bytes + now.large_bytes,
       "and so has the most that there was");
    free(r);
    free(q);
    before = now;
    rill_stats_read(&now);
    ok(now.large_bytes <= before.large_bytes &&
           now.most_heap_bytes == before.most_heap_bytes,
       "they come back, and the mark stays");
    ok((now.free_runs > 0) == (now.free_run_bytes > 0) &&
           now.largest_run_bytes <= now.free_run_bytes &&
           now.largest_run_bytes * now.free_runs >= now.free_run_bytes,
       "free pieces: %lu of %lu bytes", (unsigned long)now.free_runs,
       (unsigned long)now.free_run_bytes);
    ok(now.small_bytes + now.large_bytes + now.break_bytes +
               now.free_run_bytes <=
           now.heap_bytes,
       "all of it is the heap's");
    free(p);
}

int main(void)
{
    void *volatile p;

    plan(40);
    states();
    listed();
    counted();
    pages();
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
