/* kernel/barrier.c -- nobody goes on before all have come.
 *
 * Invariant, true whenever the scheduler's lock is free: arrived < parties.
 *
 * The round tells one who gave up whether it was needed after all: if the
 * barrier opened between its deadline and now, it was counted, the others have
 * gone on with it, and so it has come in time. If not, it takes itself off the
 * count. The same word makes reuse safe: nobody is counted in two rounds.
 */
#include <rill/panic.h>
#include <rill/sync.h>
#include "wait.h"

static void let_go(struct rill_barrier *b)
{
    b->arrived = 0;
    b->round++;
    while (rill_waitq_serve(&b->waiters, 0)) {
    }
}

int rill_barrier_wait(struct rill_barrier *b, uint64_t deadline_ns)
{
    uint32_t round;
    int r = 0;

    rill_sched_enter("rill_barrier_wait");
    round = b->round;
    if (!b->parties)
        rill_panic("rill_barrier_wait: parties is 0; set it to how many tasks "
                   "must come");
    if (++b->arrived >= b->parties) {
        let_go(b);
    } else {
        r = rill_waitq_wait(&b->waiters, NULL, "wait at barrier", b,
                            deadline_ns);
        if (!r)
            return 0;
        rill_sched_reenter();
        if (b->round != round)
            r = 0;
        else
            b->arrived--;
    }
    rill_sched_leave();
    return r;
}
