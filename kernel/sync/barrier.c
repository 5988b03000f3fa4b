/* kernel/sync/barrier.c -- no task goes on before all have come.
 *
 * Invariant, true whenever the barrier's lock is free: arrived < parties.
 *
 * By the round a task that gave up knows whether it was needed after all. If the barrier opened
 * between the task's deadline and now, the task was counted and the others have gone on with it, so
 * it has come in time. If not, the task takes itself off the count. The round also makes reuse
 * safe: no task is counted in two rounds.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

static void let_go(struct rill_barrier *b, struct rill_served *served)
{
    b->arrived = 0;
    b->round++;
    rill_waitq_serve_all(&b->waiters, 0, served);
}

int rill_barrier_wait(struct rill_barrier *b, uint64_t deadline_ns)
{
    struct rill_lock *held = &b->waiters.lock;
    struct rill_served served = {};
    uint32_t round;
    int r;

    r = rill_sched_enter_to_wait(held, "rill_barrier_wait", deadline_ns);
    if (r)
        return r;
    round = b->round;
    if (!b->parties)
        rill_panic_holding(
            held, "rill_barrier_wait: parties is 0; set it to how many tasks "
                  "must come");
    if (++b->arrived >= b->parties) {
        let_go(b, &served);
    } else {
        r = rill_waitq_wait(&b->waiters, NULL, "wait at barrier", b,
                            deadline_ns);
        if (!r)
            return 0;
        rill_lock_take(held);
        if (b->round != round)
            r = 0;
        else
            b->arrived--;
    }
    rill_waitq_leave(&b->waiters, &served);
    return r;
}
