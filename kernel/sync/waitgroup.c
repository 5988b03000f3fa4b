/* kernel/sync/waitgroup.c -- wait groups.
 *
 * Invariants, true whenever the wait group's lock is free: count >= 0; a task waits => count > 0.
 *
 * The last call of done wakes all waiters at once, and a woken waiter does not look at the count
 * again. So a program may use the group anew while its waiters have not run yet; in Go that is a
 * misuse, found only by luck.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

void rill_waitgroup_add_slowly(struct rill_waitgroup *wg, uint32_t n)
{
    rill_sched_enter_at(&wg->waiters.lock, "rill_waitgroup_add");
    if (n > INT32_MAX || __builtin_add_overflow(wg->count, n, &wg->count))
        rill_panic_holding(
            &wg->waiters.lock,
            "rill_waitgroup_add: %u more and the count goes over "
            "2^31 - 1; call rill_waitgroup_done for each one",
            (unsigned)n);
    rill_lock_drop(&wg->waiters.lock);
}

void rill_waitgroup_done_slowly(struct rill_waitgroup *wg)
{
    struct rill_served served = {};

    rill_sched_enter_at(&wg->waiters.lock, "rill_waitgroup_done");
    if (wg->count <= 0)
        rill_panic_holding(&wg->waiters.lock,
                           "rill_waitgroup_done: more done than added; call "
                           "rill_waitgroup_add before each task starts");
    if (!--wg->count)
        rill_waitq_serve_all(&wg->waiters, 0, &served);
    rill_waitq_leave(&wg->waiters, &served);
}

int rill_waitgroup_wait(struct rill_waitgroup *wg, uint64_t deadline_ns)
{
    int r;

    r = rill_sched_enter_to_wait(&wg->waiters.lock, "rill_waitgroup_wait",
                                 deadline_ns);
    if (r)
        return r;
    if (wg->count)
        return rill_waitq_wait(&wg->waiters, NULL, "wait for wait group", wg,
                               deadline_ns);
    rill_lock_drop(&wg->waiters.lock);
    return 0;
}
