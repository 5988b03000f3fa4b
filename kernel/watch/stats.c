/* kernel/watch/stats.c -- the figures of one moment.
 *
 * Rill does not count what it can find by looking. States, bytes, free blocks and pending timers
 * it finds by a walk when a program asks. Spawns it knows from the tasks' numbers. A task that
 * ends has switched once more than was counted, so the ended tasks are added to the switches.
 * What leaves no trace, a switch or a message, Rill counts where it happens, in three
 * instructions.
 */
#include <string.h>
#include <rill/time.h>
#include <port/board.h>
#include "extras.h"
#include "guards.h"
#include "pages.h"
#include "task.h"
#include "timer.h"

static void count_tasks(struct rill_stats *s)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));) {
        s->tasks++;
        s->parked += rill_sched_parked(t);
        s->stack_bytes += (uintptr_t)t - rill_stack_end(t);
    }
    s->running = rill_harts_running();
    if (s->parked + s->running > s->tasks) /* each of another moment */
        s->parked = s->tasks - s->running;
    s->ready = s->tasks - s->parked - s->running;
}

/* A hart subtracts the clock from idle_ticks when it begins to wait and adds the clock when it
 * stops, so a negative sum means that the hart waits now. We read the sum twice, because on 32
 * bits another hart may have written one half of it. */
static uint64_t idle_ticks(const struct rill_hart *h)
{
    uint64_t ticks;

    do
        ticks = h->idle_ticks;
    while (ticks != h->idle_ticks);
    return (int64_t)ticks < 0 ? ticks + rill_clock_ticks() : ticks;
}

uint64_t rill_hart_idle_ns(const struct rill_hart *h)
{
    uint64_t hz = rill_clock_hz(), ticks = idle_ticks(h);

    return ticks / hz * RILL_S + ticks % hz * RILL_S / hz;
}

static uint64_t idle_ns(void)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        sum += rill_hart_idle_ns(&rill_harts[i]);
    return sum;
}

/* Of small_bytes, each hart's share is in rill_hart_read. */
static void count_pages(struct rill_stats *s)
{
    struct rill_pages_count count = {0};

    rill_pages_count(&count);
    s->small_bytes = count.bytes[RILL_PAGES_SMALL];
    s->large_bytes = count.bytes[RILL_PAGES_LARGE];
    s->break_bytes = count.bytes[RILL_PAGES_BREAK];
    s->free_run_bytes = count.bytes[RILL_PAGES_FREE];
    s->most_heap_bytes = count.most_bytes;
    s->free_runs = count.free_runs;
    s->largest_run_bytes = count.largest_free_bytes;
}

void rill_stats_read(struct rill_stats *stats)
{
    memset(stats, 0, sizeof *stats);
    stats->up_ns = rill_now_ns();
    rill_sched_enter("rill_stats_read");
    count_tasks(stats);
    stats->exits = rill_task_count_ended();
    stats->spawns = rill_task_count_spawned();
    for (unsigned i = 0; i < RILL_HARTS; i++)
        stats->switches += rill_hart_switches(&rill_harts[i]);
    stats->messages = RILL_SUM(rill_chan_messages);
    stats->timers = rill_timer_count();
    stats->ticks = RILL_SUM(rill_timer_ticks);
    stats->idle_ns = idle_ns();
    rill_heap_bytes(&stats->heap_bytes, &stats->block_bytes,
                    &stats->free_block_bytes, &stats->untouched_bytes);
    count_pages(stats);
    rill_sched_leave();
}
