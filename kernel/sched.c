/* kernel/sched.c -- what a task meets on its way to a switch, and the idle loop.
 *
 *            rill_sched_ready            comes round
 *      parked ---------------> in the ring ----------> runs
 *         ^                        ^     rill_yield     |  |
 *         |                        +--------------------+  |
 *         +----------------- rill_park --------------------+
 *
 * Invariants, true whenever the scheduler's lock is free:
 *   - a task is in one hart's ring, or parked, or has ended (task.h);
 *   - a parked task can be reached by somebody who will wake it: a channel, a
 *     mutex, a job, or a timer. If all are parked and no timer runs, nobody can
 *     come: that is the deadlock that the idle loop reports.
 *
 * Interrupts touch none of this. A timer interrupt sets hart->timer_due and the
 * next park looks at it; clearing comes before looking at the clock, so one that
 * comes in between is only looked at twice.
 *
 * Refused: idling on the stack of the task that parked last. It saves a switch,
 * but with many harts that stack may be wanted elsewhere while we sleep on it.
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/image.h>
#include <port/switch.h>
#include "extras.h"
#include "idle.h"
#include "panic.h"
#include "task.h"
#include "timer.h"

struct rill_lock rill_sched_lock;
uint32_t rill_trap_awaited;
unsigned long rill_sched_switches;

/* A guard that is not its own address: who parks there is stopped. */
static uintptr_t stop_sign;

_Noreturn void rill_sched_not_in_trap(const char *call)
{
    rill_panic("%s was called from a trap handler, which must not block; do it "
               "in a task",
               call);
}

bool rill_sched_attending;

/* Everything that an interrupt has left. The hart is read anew: nothing is kept in
 * registers across the call, so it needs next to no stack frame. */
static void take_inbox(void)
{
    rill_hart_self()->timer_due = 0;
    rill_alarms_expire();
    if (__builtin_expect(rill_hart_self()->deliver != NULL, 0))
        rill_hart_self()->deliver(rill_hart_self());
}

/* The stack first: an overflowed one's neighbour may be what comes next. What
 * panics in here is not the task's to recover from. */
int rill_sched_attend(bool parks)
{
    if (rill_stack_pointer() - RILL_STACK_RESERVE <=
            rill_task_self()->stack_low ||
        rill_stack_spoiled(rill_task_self()))
        rill_panic_stack(rill_task_self(), rill_stack_pointer());
    if (rill_hart_self()->timer_due) {
        rill_sched_attending = true;
        take_inbox();
        rill_sched_attending = false;
        if (parks)
            return RILL_AGAIN;
    }
    return rill_sched_attended(parks);
}

int rill_sched_attended(bool parks)
{
    if (parks && rill_task_self()->guard != rill_task_self()->stack_low)
        return -ECANCELED;
    if (rill_hart_self()->watched) {
        rill_sched_attending = true;
        rill_task_extras.life->leaves(rill_hart_self(), parks);
        rill_sched_attending = false;
    }
    return 0;
}

void rill_sched_cancel(struct rill_task *t, bool on)
{
    if (!on) {
        t->flags &= ~RILL_TASK_CANCELED;
        t->guard = t->stack_low;
        return;
    }
    t->flags |= RILL_TASK_CANCELED;
    if (t->flags & RILL_TASK_MASKED)
        return;
    t->guard = (uintptr_t)&stop_sign;
    rill_sched_interrupt(t, -ECANCELED);
}

bool rill_sched_mask(struct rill_task *self, bool masked)
{
    bool was = self->flags & RILL_TASK_MASKED;

    self->flags = masked ? self->flags | RILL_TASK_MASKED
                         : self->flags & ~RILL_TASK_MASKED;
    self->guard = (self->flags & (RILL_TASK_MASKED | RILL_TASK_CANCELED)) ==
                          RILL_TASK_CANCELED
                      ? (uintptr_t)&stop_sign
                      : self->stack_low;
    return was;
}

__attribute__((cold)) void rill_sched_init(struct rill_hart *h)
{
    struct rill_task *idle = &rill_idle_tasks[h - rill_harts];

    h->id = rill_hart_id();
    h->idle = idle;
    h->random = 2463534242u + (uint32_t)h->id; /* any but 0 */
    idle->name = "idle loop";
    idle->next = idle->prev = idle;
    idle->guard = idle->stack_low = rill_idle_stack(h);
    *(uintptr_t *)idle->stack_low = idle->stack_low;
}

/* Run whoever is ready until nobody is. With the lock held. */
static void run(struct rill_hart *h, struct rill_task *idle)
{
    struct rill_task *first;

    if (h->timer_due) /* once, or a ticker faster than this keeps the hart */
        take_inbox();
    if (idle->next == idle)
        return;
    if (h->watched)
        rill_task_extras.life->leaves(h, false);
    first = rill_ring_leave();
    idle->next = idle->prev = idle;
    RILL_COUNT(rill_sched_switches);
    rill_switch(first);
}

/* The race between looking and sleeping is closed by interrupts being off from
 * the last look to the wfi, which a pending interrupt ends all the same. */
_Noreturn void rill_sched_run(void)
{
    struct rill_hart *h = rill_hart_self();
    struct rill_task *idle = h->idle;

    for (;;) {
        rill_lock_take(&rill_sched_lock);
        run(h, idle);
        if (!h->timer_due && !rill_alarms_pending() && !rill_trap_awaited)
            rill_panic_deadlock();
        rill_lock_drop(&rill_sched_lock);

        rill_irq_off();
        if (!h->timer_due) {
            uint64_t t = rill_clock_ticks();

            rill_hart_wait();
            h->idle_ticks += rill_clock_ticks() - t;
        }
        rill_irq_on();
    }
}
