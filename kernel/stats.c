/* kernel/stats.c -- the figures of one moment.
 *
 * What can be found by looking is not counted: states, bytes, free blocks and
 * pending timers are walked over when somebody asks; spawns are the tasks' own
 * numbers, and each task that ended has switched once more than was counted. What
 * leaves no trace is counted where it happens, in three instructions: a switch, a
 * message.
 */
#include <string.h>
#include <rill/time.h>
#include <port/board.h>
#include "extras.h"
#include "task.h"
#include "timer.h"

/* Of one hart: the caller runs. */
static void count_tasks(struct rill_stats *s)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        s->tasks++;
        s->parked += rill_sched_parked(t);
        s->stack_bytes += (uintptr_t)t - t->stack_low;
    }
    s->running = 1;
    s->ready = s->tasks - s->parked - 1;
}

void rill_stats_read(struct rill_stats *stats)
{
    uint64_t hz = rill_board.timer.hz, idle;
    struct rill_hart *h;

    memset(stats, 0, sizeof *stats);
    stats->up_ns = rill_now_ns();
    h = rill_sched_enter("rill_stats_read");
    count_tasks(stats);
    stats->exits = rill_task_count_ended();
    stats->spawns = rill_task_count_spawned();
    rill_stats_of_harts(stats);
    stats->timers = rill_timer_count();
    stats->ticks = rill_timer_ticks;
    idle = h->idle_ticks;
    stats->idle_ns = idle / hz * RILL_S + idle % hz * RILL_S / hz;
    rill_heap_bytes(&stats->heap_bytes, &stats->block_bytes,
                    &stats->free_block_bytes, &stats->untouched_bytes);
    rill_sched_leave();
}
