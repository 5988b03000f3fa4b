/* kernel/park.c -- the calls that park for others: to yield, to wait in line, to
 * wait for nothing but the time. See park.h. */
#include <errno.h>
#include <rill/task.h>
#include "park.h"

void rill_yield_parks(void);
int rill_park_parks(void *unused1, void *unused2, uint64_t deadline_ns);

__attribute__((noinline)) static void yield_slowly(void)
{
    rill_sched_attend(false);
    rill_switch(rill_task_self()->next);
    rill_sched_leave();
}

/* Alone in the ring it switches to itself. */
void rill_yield_parks(void)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap("rill_yield");
    rill_lock_take(&rill_sched_lock);
    if (rill_sched_trouble(h)) {
        yield_slowly();
        return;
    }
    rill_switch(rill_task_self()->next);
    rill_sched_leave();
}

/* What for has been said. RILL_AGAIN: not waited, and the lock is held. */
int rill_waitq_try_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    int r = -ETIMEDOUT;

    if (deadline_ns != RILL_POLL)
        r = rill_sched_trouble(rill_hart_self()) ? rill_sched_attend(true) : 0;
    if (!r)
        return rill_park_in(queue, slot, deadline_ns);
    if (r != RILL_AGAIN)
        rill_sched_leave();
    return r;
}

int rill_waitq_again_parks(void *queue, void *slot, uint64_t deadline_ns)
{
    int r = rill_sched_attended(true);

    if (!r)
        return rill_park_in(queue, slot, deadline_ns);
    rill_sched_leave();
    return r;
}

int rill_park_parks(void *unused1, void *unused2, uint64_t deadline_ns)
{
    (void)unused1, (void)unused2;
    if (rill_sched_trouble(rill_hart_self())) {
        int r = rill_sched_attend(true);

        if (r == RILL_AGAIN)
            r = rill_sched_attended(true);
        if (r) {
            rill_sched_leave();
            return r;
        }
    }
    return rill_park(NULL, deadline_ns);
}
