/* kernel/time/many/wheel.c -- wheels of alarms, and harts that fire for others. The rules are
 * in wheel.h; kernel/time/one/wheel.c is its twin. */
#include "task.h"
#include "timer.h"
#include "harts.h"

static struct rill_hart *hart_of(struct rill_wheel_ref w)
{
    return (struct rill_hart *)((char *)w.is -
                                offsetof(struct rill_hart, many[0].wheel));
}

/* The clock is read after due is cleared: so it says no earlier a time than the one for
 * which the interrupt came that had set due. A later interrupt sets due anew. */
bool rill_wheel_begin(struct rill_wheel_ref w)
{
    if (w.is->expires)
        return false;
    w.is->expires = true;
    __atomic_store_n(&w.is->due, 0, __ATOMIC_RELAXED);
    rill_fence_clock();
    return true;
}

/* To ask releases what was written here; its trap acquires. A hart without alarms need
 * not be asked: it arms when it starts one. */
void rill_wheel_end(struct rill_wheel_ref w, uint64_t next)
{
    struct rill_hart *h = hart_of(w);

    w.is->armed = next;
    w.is->expires = false;
    if (h == rill_hart_self())
        rill_clock_arm(next);
    else if (next != UINT64_MAX)
        rill_hart_ask(h, RILL_ASKED_TIMER);
}

void rill_wheel_drop_mine(void)
{
    for (unsigned i = 0; i < RILL_HARTS; i++)
        rill_lock_drop_mine(&rill_harts[i].many->wheel.lock);
}

/* An idle hart looks by itself as soon as it is out of the trap; a busy one may compute
 * for long. */
void rill_wheel_came_due(struct rill_hart *h)
{
    rill_irq_shut_timer();
    h->timer_due = 1;
    __atomic_store_n(&h->many->wheel.due, 1, __ATOMIC_RELAXED);
    if (h->many->runs)
        rill_harts_tell(); /* wheel.h: the fence, and the sleepers */
}
