/* kernel/sched.c -- who runs next; the one way to wait and the one way to wake.
 *
 *            rill_sched_ready          picked
 *      PARKED ------------> READY -----------> RUNNING
 *         ^                   ^    rill_yield    |  |
 *         |                   +------------------+  |
 *         +------- rill_sched_park -----------------+
 *
 * Invariants, true whenever the scheduler's lock is free:
 *   - a task is RUNNING on one hart, or in one run queue, or PARKED, or DEAD;
 *   - a PARKED task can be reached by somebody who will wake it: a channel, a
 *     mutex, a job, or a timer. If all are parked and no timer runs, nobody can
 *     come: that is the deadlock that the idle loop reports.
 *
 * No wake-up is lost. A task queues itself where its waker looks, and parks,
 * under one lock; the lock is held across the switch and dropped by whoever
 * comes out of it. So nobody sees a task that is queued but not yet saved.
 * (Refused: dropping the lock before the switch. Another hart could then run the
 * task on a stack that this one still stands on; two RTOSes had that bug.)
 *
 * Interrupts touch none of this. A timer interrupt sets hart->timer_due and the
 * next switch looks at it; clearing comes before looking at the clock, so one
 * that comes in between is only looked at twice.
 *
 * Refused: idling on the stack of the task that parked last. It saves a switch,
 * but with many harts that stack may be wanted elsewhere while we sleep on it.
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/image.h>
#include "extras.h"
#include "panic.h"
#include "task.h"
#include "timer.h"

struct rill_lock rill_sched_lock;
uint32_t rill_trap_awaited;

_Noreturn void rill_sched_not_in_trap(const char *call)
{
    rill_panic("%s was called from a trap handler, which must not block; do it "
               "in a task",
               call);
}

/* The first ready task, or the idle loop. */
static inline struct rill_task *pick(struct rill_hart *h)
{
    struct rill_task *t = h->ready_head;

    if (__builtin_expect(!t, 0))
        return h->idle;
    h->ready_head = t->next;
    if (!t->next)
        h->ready_tail = &h->ready_head;
    return t;
}

/* The overflow check stands where every task passes: what went below the stack's
 * end and came back has hit the canary; what is still there shows in sp. It comes
 * first, because an overflowed stack's neighbour may be what pick looks at. */
static inline void check_stack(const struct rill_task *self)
{
    uintptr_t sp = rill_stack_pointer();

    if (__builtin_expect(sp - SWITCH_BYTES - SWITCH_FP_BYTES <=
                                 self->stack_low ||
                             *(uintptr_t *)self->stack_low != RILL_STACK_CANARY,
                         0))
        rill_panic_stack(self, sp);
}

void rill_check_stack(const struct rill_task *self)
{
    check_stack(self);
}

static inline void switch_to_next(struct rill_hart *h, struct rill_task *self)
{
    struct rill_task *to = pick(h);

    to->state = TASK_RUNNING;
    if (to != self)
        rill_switch(to);
}

/* The inbox first. Apart, so that the way without it is a leaf: no registers are
 * saved before rill_switch saves them all. */
__attribute__((noinline)) static void switch_after_inbox(struct rill_hart *h)
{
    if (h->watched)
        rill_task_extras.life->leave(h);
    if (h->timer_due) {
        h->timer_due = 0;
        rill_timer_expire(h);
        if (h->deliver)
            h->deliver(h);
    }
    if (h->watched)
        rill_task_extras.life->go_on(h);
    switch_to_next(h, rill_task_self());
}

void rill_sched_switch(struct rill_hart *h)
{
    struct rill_task *self = rill_task_self();

    check_stack(self);
    if (__builtin_expect(h->attention, 0)) {
        switch_after_inbox(h);
        return;
    }
    switch_to_next(h, self);
}

/* The same for a task that is dead: its canary is gone, and nobody must look at
 * its stack again. The inbox is looked at here too: tasks that only start others
 * and end would else keep every deadline waiting. */
_Noreturn void rill_sched_switch_last(struct rill_hart *h)
{
    if (__builtin_expect(h->timer_due || h->watched, 0))
        switch_after_inbox(h);
    else
        switch_to_next(h, rill_task_self());
    __builtin_unreachable();
}

void rill_yield(void)
{
    struct rill_hart *h = rill_sched_enter("rill_yield");

    rill_sched_ready(h, rill_task_self());
    rill_sched_switch(h);
    rill_sched_leave();
}

int rill_sched_park(const char *reason, const void *object,
                    uint64_t deadline_ns)
{
    struct rill_task *self = rill_task_self();
    struct rill_alarm alarm;

    self->state = TASK_PARKED;
    self->waits_for = reason;
    self->waits_on = object;
    if (deadline_ns != RILL_FOREVER) {
        alarm.task = self;
        rill_alarm_start(&alarm, deadline_ns);
    }
    rill_sched_switch(rill_hart_self());
    if (deadline_ns != RILL_FOREVER)
        rill_alarm_stop(&alarm);
    rill_sched_leave();
    return self->wake_result;
}

int rill_sched_park_ticks(const char *reason, const void *object,
                          uint64_t when_ticks)
{
    struct rill_task *self = rill_task_self();
    struct rill_alarm alarm;

    self->state = TASK_PARKED;
    self->waits_for = reason;
    self->waits_on = object;
    alarm.task = self;
    rill_alarm_start_ticks(&alarm, when_ticks);
    rill_sched_switch(rill_hart_self());
    rill_alarm_stop(&alarm);
    rill_sched_leave();
    return self->wake_result;
}

void rill_sched_init(struct rill_hart *h)
{
    struct rill_task *idle = &rill_idle_tasks[h - rill_harts];
    extern char __rill_idle_stack[];

    h->id = rill_hart_id();
    h->idle = idle;
    h->random = 2463534242u + (uint32_t)h->id; /* any but 0 */
    h->ready_tail = &h->ready_head;
    idle->name = "idle loop";
    idle->magic = RILL_TASK_MAGIC;
    idle->state = TASK_RUNNING;
    idle->stack_low = (uintptr_t)__rill_idle_stack;
    *(uintptr_t *)idle->stack_low = RILL_STACK_CANARY;
}

static inline void sleep_watched(struct rill_hart *h)
{
    uint64_t t = rill_clock_ticks();

    rill_hart_wait();
    h->idle_ticks += rill_clock_ticks() - t;
}

/* The race between looking and sleeping is closed by interrupts being off from
 * the last look to the wfi, which a pending interrupt ends all the same. */
_Noreturn void rill_sched_run(void)
{
    struct rill_hart *h = rill_hart_self();

    for (;;) {
        rill_lock_take(&rill_sched_lock);
        rill_sched_switch(h);
        if (!h->ready_head && !rill_timer_pending(h) && !h->timer_due &&
            !rill_trap_awaited)
            rill_panic_deadlock();
        rill_lock_drop(&rill_sched_lock);

        rill_irq_off();
        if (!h->attention)
            rill_hart_wait();
        else if (!h->timer_due)
            sleep_watched(h);
        rill_irq_on();
    }
}
