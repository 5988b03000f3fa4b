/* kernel/stats.c -- the figures of one moment.
 *
 * What can be found by looking is not counted: states, bytes and free blocks are
 * walked over when somebody asks. Spawns are the tasks' own numbers. Switches
 * leave no trace, and a counter on that path would be three instructions of
 * some seventy; so they are counted by hooks, for who asks.
 * (Refused for the same reason: channel operations. A send into a buffer is 35
 * instructions, and all channels together have no place of their own.)
 */
#include <string.h>
#include <rill/time.h>
#include <port/board.h>
#include "extras.h"
#include "task.h"

static uint64_t switches, parks, wakes, counted_ns, counting_since;

static void count_park(struct rill_hooks *k, const struct rill_task *task,
                       const char *reason, const void *object)
{
    (void)k, (void)task, (void)reason, (void)object;
    parks++;
}

static void count_ready(struct rill_hooks *k, const struct rill_task *task,
                        const char *reason, int result)
{
    (void)k, (void)task, (void)reason, (void)result;
    wakes++;
}

static void count_switch(struct rill_hooks *k, const struct rill_task *from,
                         const struct rill_task *to)
{
    (void)k, (void)from, (void)to;
    switches++;
}

static struct rill_hooks counter = {
    .park = count_park, .ready = count_ready, .switched = count_switch};
static bool counting;

void rill_stats_count(bool on)
{
    if (on == counting)
        return;
    counting = on;
    if (on) {
        counting_since = rill_now_ns();
        rill_hooks_add(&counter);
    } else {
        rill_hooks_remove(&counter);
        counted_ns += rill_now_ns() - counting_since;
    }
}

/* Of one hart: the caller runs. */
static void count_tasks(struct rill_stats *s)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        s->tasks++;
        s->parked += rill_sched_parked(t);
        s->stack_bytes += (uintptr_t)t - t->stack_low;
    }
}

void rill_stats_read(struct rill_stats *stats)
{
    uint64_t hz = rill_board.timer.hz, idle;
    struct rill_hart *h;

    memset(stats, 0, sizeof *stats);
    stats->up_ns = rill_now_ns();
    h = rill_sched_enter("rill_stats_read");
    count_tasks(stats);
    stats->running = 1;
    stats->ready = stats->tasks - stats->parked - 1;
    stats->spawns = rill_task_spawned;
    stats->exits = rill_task_ended;
    stats->switches = switches;
    stats->parks = parks;
    stats->wakes = wakes;
    stats->counted_ns = counted_ns;
    if (counting)
        stats->counted_ns += stats->up_ns - counting_since;
    idle = h->idle_ticks;
    stats->idle_ns = idle / hz * RILL_S + idle % hz * RILL_S / hz;
    rill_heap_bytes(&stats->heap_bytes, &stats->block_bytes,
                    &stats->free_block_bytes, &stats->untouched_bytes);
    rill_sched_leave();
}
