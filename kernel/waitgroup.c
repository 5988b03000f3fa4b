/* kernel/waitgroup.c -- wait groups.
 *
 * Invariant, true whenever the scheduler's lock is free: somebody waits (and was
 * not woken) => count > 0.
 *
 * The last done wakes all at once, and who is woken does not look at the count
 * again. So a group may be used anew while they have not run yet; in Go that is
 * a misuse, found only by luck.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

/* So many that it may be too many. */
__attribute__((noinline)) static void add_many(struct rill_waitgroup *wg,
                                               uint32_t n)
{
    if (__builtin_add_overflow(wg->count, n, &wg->count))
        rill_panic("rill_waitgroup_add: %u more and the count goes over "
                   "2^32 - 1; call rill_waitgroup_done for each one",
                   (unsigned)n);
    rill_sched_leave();
}

void rill_waitgroup_add(struct rill_waitgroup *wg, uint32_t n)
{
    rill_sched_enter("rill_waitgroup_add");
    if ((wg->count | n) >> 31) {
        add_many(wg, n);
        return;
    }
    wg->count += n;
    rill_sched_leave();
}

/* The last one, or one too many. */
__attribute__((noinline)) static void done_last(struct rill_waitgroup *wg)
{
    if (!wg->count)
        rill_panic("rill_waitgroup_done: more done than added; call "
                   "rill_waitgroup_add before each task starts");
    wg->count = 0;
    while (rill_waitq_serve(&wg->waiters, 0)) {
    }
    rill_sched_leave();
}

void rill_waitgroup_done(struct rill_waitgroup *wg)
{
    rill_sched_enter("rill_waitgroup_done");
    if (wg->count <= 1) {
        done_last(wg);
        return;
    }
    wg->count--;
    rill_sched_leave();
}

int rill_waitgroup_wait(struct rill_waitgroup *wg, uint64_t deadline_ns)
{
    rill_sched_enter("rill_waitgroup_wait");
    if (wg->count)
        return rill_waitq_wait(&wg->waiters, NULL, "wait for group", wg,
                               deadline_ns);
    rill_sched_leave();
    return 0;
}
