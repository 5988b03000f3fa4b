/* kernel/scope/context.c -- contexts: a chain from each task outwards.
 *
 *     task --\
 *     task ---> context --outer--> context --outer--> NULL
 *     task -----------------------/
 *
 * A context does not know its tasks. Each task points to its context; a spawn sets that pointer
 * by one store (kernel/sched/task.c). The canceller looks at all tasks there are. So a spawn,
 * which is frequent, costs next to nothing; a cancellation, which is rare, costs the walk.
 *
 * Invariants, true whenever rill_sched_lock is free:
 *   - the task that began a context is in it until the context ends, or waits for it as a
 *     group (group.c). So the outer context has a task in it, and cannot end first;
 *   - a task in a cancelled context, or in a context nested in a cancelled one, is cancelled;
 *   - `why` is set in each context that was cancelled while no context around it was. So the
 *     first `why` on the way outwards is the first reason that came. While there is such a
 *     context, tasks start the long way, which cancels a task at birth if need be. While there
 *     is a context with a deadline they do so, too: a task in it has a hurdle
 *     (kernel/sched/sched.c).
 *
 * We refused to keep a list of its tasks in each context: that takes two words and some ten
 * instructions for each task that is ever started, to make cancelling cheaper.
 */
#include <errno.h>
#include <rill/panic.h>
#include "context.h"
#include "extras.h"
#include "timer.h"

_Static_assert(offsetof(struct rill_context, alarm) == 0 &&
                   offsetof(struct rill_context, fire) ==
                       offsetof(struct rill_timer, private_fire),
               "kernel/time/timer.c takes the one for the other");

#define SEAL ((uintptr_t)0xc0a7e87c0a7e87c1ull) /* any */

static uintptr_t seal_of(const struct rill_context *c)
{
    return (uintptr_t)c ^ (uintptr_t)c->outer ^ SEAL;
}

bool rill_context_begun(const struct rill_context *c)
{
    return c->seal == seal_of(c);
}

struct rill_context *rill_context_outer(const struct rill_context *c)
{
    if (!rill_context_begun(c))
        rill_panic_holding(
            &rill_sched_lock,
            "the memory of a context, at %p, was used for something "
            "else while tasks were in it; end it first",
            (const void *)c);
    return c->outer;
}

static bool is_nested(const struct rill_context *c,
                      const struct rill_context *in)
{
    for (; c; c = rill_context_outer(c))
        if (c == in)
            return true;
    return false;
}

bool rill_context_has(const struct rill_context *c, const struct rill_task *t)
{
    return is_nested(t->context, c);
}

int rill_context_why(const struct rill_context *c)
{
    for (; c; c = rill_context_outer(c))
        if (c->why)
            return c->why;
    return 0;
}

/* A task in c other than the running one. NULL: there is none. */
static struct rill_task *other_in(const struct rill_context *c)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        if (t != rill_task_self() && rill_context_has(c, t))
            return t;
    return NULL;
}

static void set_why(struct rill_context *c, int why)
{
    c->why = why;
    rill_task_long_way(1);
}

void rill_context_stop(struct rill_context *c, int why)
{
    if (rill_context_why(c))
        return;
    set_why(c, why);
    rill_alarm_stop(&c->alarm);
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        if (rill_context_has(c, t))
            rill_sched_cancel(t, true);
}

/* The alarm of a context's deadline fires: in a switch, by any task. */
static void fire(struct rill_timer *t, uint64_t now_ticks)
{
    (void)now_ticks;
    rill_sched_reenter();
    if (rill_wheel_may_fire(&t->private_alarm)) /* not ended meanwhile */
        rill_context_stop((struct rill_context *)t, -ETIMEDOUT);
    rill_sched_leave();
}

void rill_context_look(struct rill_context *c)
{
    uint64_t now_ns;

    if (!c || c->deadline_ns == RILL_FOREVER)
        return;
    now_ns = rill_now_ns();
    if (c->deadline_ns > now_ns)
        return;
    while (c->outer && rill_context_outer(c)->deadline_ns <= now_ns)
        c = c->outer;
    rill_context_stop(c, -ETIMEDOUT);
}

static void look(void)
{
    rill_sched_reenter();
    rill_context_look(rill_task_self()->context);
    rill_sched_leave();
}

/* A task starts the long way. Its group, if any, comes first, because it sets the context. */
static void born(struct rill_task *t)
{
    if ((uintptr_t)t->job & 1)
        rill_task_extras.groups->born(t);
    if (rill_context_why(t->context))
        rill_sched_cancel(t, true);
    rill_sched_raise_hurdle(t);
}

void rill_context_move(struct rill_context *to)
{
    struct rill_task *self = rill_task_self();

    self->context = to;
    if (rill_context_why(to))
        rill_sched_cancel(self, true);
    else if (!(self->flags & RILL_TASK_STOPPED))
        rill_sched_cancel(self, false);
    rill_sched_raise_hurdle(self);
}

static void drop(struct rill_context *c)
{
    const struct rill_context *outer = c->outer;
    struct rill_task *self = rill_task_self();

    rill_alarm_stop(&c->alarm);
    if (c->why)
        rill_task_long_way(-1);
    if (c->deadline_ns != RILL_FOREVER)
        rill_task_long_way(-1);
    c->seal = 0;
    rill_context_move(c->outer);
    if (!outer || outer->owner != self->number)
        rill_task_flags_clear(self, RILL_TASK_NESTS);
}

/* A context that a function has left behind lies below callers_sp, or other frames have
 * overwritten the context and its seal is broken. */
struct rill_context *rill_context_innermost(uintptr_t callers_sp)
{
    struct rill_task *self = rill_task_self();
    struct rill_context *c = self->context;
    uintptr_t at = (uintptr_t)c;
    bool begun = c && rill_context_begun(c);

    if (c && (!begun || (at >= self->stack_low && at < callers_sp))) {
        /* c itself may be our frame now */
        self->context = begun ? c->outer : NULL;
        rill_panic_holding(
            &rill_sched_lock,
            "a context was left behind by a function of task \"%s\" "
            "that has returned; end it, or wait for the group, before",
            rill_task_name(self));
    }
    return c;
}

/* ---- left behind by a panic, or by the end of the task ---- */

/* Take c out of the chain of a task that is in c. Contexts nested in c stay cancelled. */
static void unlink_from(struct rill_task *t, const struct rill_context *c)
{
    struct rill_context *inner = t->context;

    if (inner == c) {
        t->context = c->outer;
        return;
    }
    while (inner->outer != c)
        inner = inner->outer;
    if (!inner->why)
        set_why(inner, rill_context_why(c));
    inner->outer = c->outer;
    inner->seal = seal_of(inner);
}

/* Cancel the other tasks that are in c, and take c out of their chains. */
static void send_off(const struct rill_context *c)
{
    struct rill_task *t = NULL;

    while ((t = rill_task_next(t)))
        if (t != rill_task_self() && rill_context_has(c, t)) {
            rill_task_flags_set(t, RILL_TASK_STOPPED);
            rill_sched_cancel(t, true);
        }
    while ((t = other_in(c)))
        unlink_from(t, c);
}

/* The running task leaves the contexts that it has begun, up to `to`, which it does not leave;
 * NULL: all. A group may block, and drops the lock meanwhile. */
static void leave(struct rill_context *to)
{
    const struct rill_task *self = rill_task_self();
    uintptr_t sp = CALLERS_SP;
    struct rill_context *c;

    rill_sched_reenter();
    if (!to || rill_context_has(to, self))
        while ((c = rill_context_innermost(sp)) && c != to &&
               c->owner == self->number) {
            rill_context_stop(c, -ECANCELED);
            if (c->group)
                rill_task_extras.groups->abandon(c);
            send_off(c);
            drop(c);
        }
    rill_sched_leave();
}

static const struct rill_contexts contexts = {born, leave, look};

/* ---- what programs and groups call ---- */

static void start_alarm(struct rill_context *c)
{
    struct rill_lock *wheel = &rill_wheel_mine()->lock;

    rill_lock_take(wheel);
    rill_alarm_start(&c->alarm, c->deadline_ns);
    rill_lock_drop(wheel);
}

void rill_context_enter(struct rill_context *c, uint64_t deadline_ns,
                        uintptr_t callers_sp, const char *call)
{
    struct rill_task *self = rill_task_self();
    struct rill_context *outer = rill_context_innermost(callers_sp);
    uint64_t latest = outer ? outer->deadline_ns : RILL_FOREVER;

    if (rill_context_begun(c))
        rill_panic_holding(&rill_sched_lock,
                           "%s: this one has begun already; end it first",
                           call);
    *c = (struct rill_context){
        .fire = fire,
        .outer = outer,
        .deadline_ns = deadline_ns < latest ? deadline_ns : latest,
        .owner = self->number,
    };
    c->seal = seal_of(c);
    self->context = c;
    rill_sched_raise_hurdle(self);
    if (c->deadline_ns != RILL_FOREVER)
        rill_task_long_way(1); /* a task that starts in c has the hurdle */
    rill_task_flags_set(self, RILL_TASK_NESTS);
    rill_task_extras.contexts = &contexts;
    if (deadline_ns >= latest)
        return;
    if (deadline_ns <= rill_now_ns())
        rill_context_stop(c, -ETIMEDOUT);
    else
        start_alarm(c);
}

void rill_context_check(const struct rill_context *c, uintptr_t callers_sp,
                        const char *call)
{
    const struct rill_task *self = rill_task_self();

    if (rill_context_innermost(callers_sp) != c)
        rill_panic_holding(
            &rill_sched_lock,
            "%s: this is not the innermost context of task \"%s\"; end "
            "them newest first, each once",
            call, rill_task_name(self));
    if (c->owner != self->number)
        rill_panic_holding(
            &rill_sched_lock,
            "%s: task \"%s\" is in it and has not begun it; let the "
            "task end it that began it",
            call, rill_task_name(self));
}

int rill_context_finish(struct rill_context *c, const char *call)
{
    const struct rill_task *other = other_in(c);
    int why = rill_context_why(c);

    if (other)
        rill_panic_holding(
            &rill_sched_lock,
            "%s: task \"%s\" is still in it; wait for all that were "
            "started in it",
            call, rill_task_name(other));
    drop(c);
    return why;
}

void rill_context_begin(struct rill_context *c, uint64_t deadline_ns)
{
    rill_sched_enter("rill_context_begin");
    rill_context_enter(c, deadline_ns, CALLERS_SP, "rill_context_begin");
    rill_sched_leave();
}

int rill_context_end(struct rill_context *c)
{
    int why;

    rill_sched_enter("rill_context_end");
    rill_context_check(c, CALLERS_SP, "rill_context_end");
    if (c->group)
        rill_panic_holding(
            &rill_sched_lock,
            "rill_context_end: this is a group's; rill_group_wait "
            "ends it");
    why = rill_context_finish(c, "rill_context_end");
    rill_sched_leave();
    return why;
}

int rill_context_cancel(struct rill_context *c)
{
    bool begun;

    rill_sched_enter("rill_context_cancel");
    begun = rill_context_begun(c);
    if (begun)
        rill_context_stop(c, -ECANCELED);
    rill_sched_leave();
    return begun ? 0 : -ESRCH;
}

int rill_context_error(void)
{
    int why;

    rill_canceled(); /* looks at the clock */
    rill_sched_reenter();
    why = rill_context_why(rill_context_innermost(CALLERS_SP));
    if (!why && rill_task_self()->flags & RILL_TASK_STOPPED)
        why = -ECANCELED;
    rill_sched_leave();
    return why;
}

uint64_t rill_context_deadline(void)
{
    const struct rill_context *c;

    rill_sched_enter("rill_context_deadline");
    c = rill_context_innermost(CALLERS_SP);
    rill_sched_leave();
    return c ? c->deadline_ns : RILL_FOREVER;
}
