/* kernel/sched/sched.c -- what a task meets on its way to a switch. ready.h says which tasks are
 * ready and which comes next; idle.c is what a hart without a task runs. Both have twins in one/
 * and many/, because one hart and many need two algorithms.
 *
 *            rill_sched_ready            comes round
 *      parked ---------------> ready ---------------> runs
 *         ^                        ^     rill_yield     |  |
 *         |                        +--------------------+  |
 *         +----------------- rill_park --------------------+
 *
 * Invariants:
 *   - a task is ready on one hart, or parked, or has ended (task.h);
 *   - the waker of a parked task can reach it: by a channel, a mutex, a job, or an alarm. If all
 *     tasks are parked and no alarm runs, no waker can come: the idle loop reports that deadlock.
 *
 * A cancelled task has the stop sign as its guard, and finds it when it parks next. A call that
 * need not wait looks at no guard. So a canceller also sets the task's hurdle, which no short way
 * gets over (port/call.h), and the long way counts the calls (rill_sched_told). A task in a context
 * with a deadline has a hurdle from its birth, because the alarm may be in the wheel of a hart that
 * never looks, even the task's own hart: rill_sched_told asks the clock. The guard and the hurdle
 * are written and read under rill_sched_lock, except by two looks, each of which a later look makes
 * good: the park's (many/ready.h, STOP) and the short way's. We refused to let the timer's trap set
 * the running task's hurdle, because the trap may come when that task has looked and is about to
 * switch, and the next task would never hear of it.
 *
 * An interrupt touches none of this. A timer interrupt sets hart->timer_due, and the next park
 * reads it. The task clears timer_due before it looks at the clock, so for an interrupt that comes
 * in between a task only looks once more.
 *
 * sched.c and extras.c are one thing and use each other: sched.c reads rill_task_extras, which
 * extras.c has, and extras.c uses the counts of tasks here. They are two files because only
 * programs with extras link the parts in extras.c.
 */
#include <errno.h>
#include <rill/panic.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/image.h>
#include <port/switch.h>
#include "extras.h"
#include "idle.h"
#include "stop.h"
#include "task.h"
#include "timer.h"

struct rill_all_harts rill_all_harts;
struct rill_task rill_idle_tasks[RILL_HARTS];
struct rill_lock rill_sched_lock;
uint32_t rill_trap_awaited;
uint32_t rill_task_spawned, rill_task_ended;
bool rill_attending_now[!RILL_MANY];
unsigned long rill_sched_switches;

/* A guard that does not hold its own address, so a task that parks with it is stopped. */
static uintptr_t stop_sign;

_Noreturn void rill_sched_not_in_trap(const char *call)
{
    rill_panic("%s was called from a trap handler, which must not block; do it "
               "in a task",
               call);
}

/* This look comes first: the next step may read what an overflowed stack has overwritten. */
PARK_INLINE void look_at_stack(void)
{
    const struct rill_task *self = rill_task_self();
    uintptr_t sp = rill_stack_pointer();

    if ((sp - RILL_STACK_RESERVE <= self->stack_low &&
         !rill_stack_is_programs(self, sp)) ||
        rill_stack_spoiled(self))
        rill_panic_stack(self, sp);
}

/* The flag says that a panic in here is not the task's to recover from. */
PARK_INLINE void look_at_inbox(void)
{
    rill_attending_set(true);
    rill_sched_take_inbox();
    rill_attending_set(false);
}

void rill_sched_look(void)
{
    look_at_stack();
    if (rill_hart_self()->timer_due)
        look_at_inbox();
}

int rill_sched_attend(bool parks, struct rill_lock *held)
{
    look_at_stack();
    if (rill_hart_self()->timer_due) {
        if (RILL_LOCKS && parks)
            rill_lock_drop(held);
        look_at_inbox();
        if (RILL_LOCKS && parks)
            rill_lock_take(held);
        if (parks)
            return RILL_AGAIN;
    }
    return rill_sched_attended(parks);
}

int rill_sched_attended(bool parks)
{
    if (parks && rill_task_self()->guard != rill_task_self()->stack_low) {
        rill_task_forget_calls(rill_task_self());
        return -ECANCELED;
    }
    if (rill_hart_self()->watched) {
        rill_fence();
        rill_attending_set(true);
        rill_task_extras.life->leaves(rill_hart_self(), parks);
        rill_attending_set(false);
    }
    return 0;
}

bool rill_sched_attending(void)
{
    return rill_attending();
}

static bool stopped(const struct rill_task *t)
{
    return t->guard != t->stack_low;
}

void rill_sched_raise_hurdle(struct rill_task *t)
{
    const struct rill_context *c = t->context;

    t->hurdle =
        stopped(t) || (c && c->deadline_ns != RILL_FOREVER) ? RILL_HURDLE : 0;
}

static int tell(struct rill_task *self)
{
    int r = 0;

    rill_sched_look();
    if (self->context) /* its alarm's hart may compute for long */
        rill_task_extras.contexts->look();
    rill_sched_reenter();
    rill_sched_raise_hurdle(self);
    if (stopped(self)) {
        rill_task_forget_calls(self);
        r = -ECANCELED;
    }
    rill_sched_leave();
    return r;
}

RILL_PART(cancel_told) int rill_sched_told(long now)
{
    if (!rill_hart_self())
        return 0;
    return now || rill_task_count_call(rill_task_self())
               ? tell(rill_task_self())
               : 0;
}

/* A task that is about to park finds the stop sign, or the STOP in its state. A task that has
 * parked is interrupted by the caller. */
bool rill_sched_cancel_quietly(struct rill_task *t)
{
    RILL_NEEDS(rill_sched_told);
    rill_task_flags_set(t, RILL_TASK_CANCELED);
    if (t->flags & RILL_TASK_MASKED)
        return false;
    t->guard = (uintptr_t)&stop_sign;
    rill_sched_raise_hurdle(t);
    rill_park_forbid(t);
    return true;
}

bool rill_sched_mask(struct rill_task *self, bool masked)
{
    bool was = self->flags & RILL_TASK_MASKED;

    if (masked)
        rill_task_flags_set(self, RILL_TASK_MASKED);
    else
        rill_task_flags_clear(self, RILL_TASK_MASKED);
    self->guard = (self->flags & (RILL_TASK_MASKED | RILL_TASK_CANCELED)) ==
                          RILL_TASK_CANCELED
                      ? (uintptr_t)&stop_sign
                      : self->stack_low;
    rill_sched_raise_hurdle(self);
    return was;
}

__attribute__((cold)) void rill_sched_init(struct rill_hart *h)
{
    struct rill_task *idle = &rill_idle_tasks[h - rill_harts];

    h->idle = idle;
    h->random = 2463534242u + (uint32_t)h->id; /* any number but 0 */
    idle->name = "idle loop";
    rill_ready_init(h);
    idle->guard = idle->stack_low = rill_idle_stack(h);
    *(uintptr_t *)idle->stack_low = idle->stack_low;
    if (RILL_GUARDS)
        idle->pmp[0] = rill_guard_entry(idle->stack_low,
                                        RILL_LINKER_NUMBER(__rill_idle_room));
}

const char *rill_task_name(const struct rill_task *task)
{
    return task->name ? task->name : "task";
}

void rill_park_set_alarm(struct rill_alarm *alarm, uint64_t deadline_ns)
{
    struct rill_lock *wheel = &rill_wheel_mine()->lock;

    alarm->task = rill_task_self();
    rill_lock_take(wheel);
    rill_alarms_start(alarm, deadline_ns);
    rill_lock_drop(wheel);
}

void rill_park_stop_alarm(struct rill_alarm *alarm)
{
    rill_alarm_stop(alarm);
}
