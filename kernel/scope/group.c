/* kernel/scope/group.c -- groups: a context that counts some of its tasks.
 *
 * A member's `job` points to its group, with bit 0 set: no task can join a member, so the
 * member needs no memory besides its block. A member's flags are not 0, so it ends the long
 * way (kernel/sched/end.c), which calls ended().
 *
 * Invariants, true whenever rill_sched_lock is free:
 *   - a task waits for the members (and was not woken) => running > 0;
 *   - a task waits for room => running >= limit; and when the group is cancelled, it has
 *     members, and the next member to end sends the waiting task away.
 * A member that ends hands its place to the first task that waits for room: the place
 * stays counted.
 *
 * A waiting task takes the lock of its queue before it drops rill_sched_lock. The task that
 * serves the queue holds both locks. So the server finds a waiting task wholly in the queue.
 *
 * While the beginner waits for the members, it is in the outer context: a cancellation of the
 * group is no reason to stop waiting for the group.
 */
#include <errno.h>
#include <rill/group.h>
#include <rill/panic.h>
#include "context.h"
#include "extras.h"
#include "wait.h"

#define MARK 1u /* in a task's job */

_Static_assert(_Alignof(struct rill_group) > MARK, "room for the mark");
_Static_assert(offsetof(struct rill_group, context) == 0, "abandon");

static struct rill_group *group_of(const struct rill_task *t)
{
    return (struct rill_group *)((uintptr_t)t->job - MARK);
}

/* The caller of each function from here to await_members holds rill_sched_lock. */

/* Serve the first task in a queue.   returns  false: the queue was empty. */
static bool serve(struct rill_waitq *q, int result)
{
    struct rill_served served = {};
    bool any;

    rill_lock_take(&q->lock);
    any = rill_waitq_serve(q, result, &served);
    rill_waitq_leave(q, &served);
    return any;
}

/* Wait in a queue. Drops rill_sched_lock, and returns without it. */
static int wait_in(struct rill_waitq *q, const char *reason,
                   struct rill_group *g, uint64_t deadline_ns)
{
    rill_lock_take(&q->lock);
    rill_sched_leave();
    return rill_waitq_wait(q, NULL, reason, g, deadline_ns);
}

/* Note the error that rill_group_wait returns, unless an earlier error is noted. */
static void note(struct rill_group *g, int error)
{
    int why = rill_context_why(&g->context);

    if (!g->error)
        g->error = error == -ECANCELED && why ? why : error;
}

static void fail(struct rill_group *g, int error)
{
    note(g, error);
    rill_context_stop(&g->context, -ECANCELED);
}

static void born(struct rill_task *t)
{
    rill_task_flags_set(t, RILL_TASK_MEMBER);
    t->context = &group_of(t)->context;
}

/* A place is free: give it to the first task that waits for room. When the group is
 * cancelled, send all tasks that wait for room away instead. */
static void give_place(struct rill_group *g)
{
    if (!rill_context_why(&g->context) && serve(&g->room, 0))
        return;
    while (serve(&g->room, -ECANCELED)) {
    }
    if (!--g->running)
        serve(&g->waiter, 0);
}

static void ended(struct rill_task *t, int result)
{
    struct rill_group *g = group_of(t);

    t->job = NULL;
    t->context = NULL;
    if (result)
        fail(g, result);
    give_place(g);
}

/* Wait until all members have ended.   returns  0; -ETIMEDOUT. Drops the lock while it waits.
 * When the caller is cancelled, it cancels the group, even one without members. */
static int await_members(struct rill_group *g, uint64_t deadline_ns)
{
    struct rill_task *self = rill_task_self();
    bool canceled = false;
    int r = 0;

    rill_context_move(g->context.outer);
    for (;;) {
        if (self->guard != self->stack_low) { /* cancelled, not masked */
            fail(g, -ECANCELED);
            rill_sched_mask(self, true);
            canceled = true;
        }
        if (!g->running || r == -ETIMEDOUT)
            break;
        r = wait_in(&g->waiter, "wait for group", g, deadline_ns);
        rill_sched_reenter();
    }
    if (canceled)
        rill_sched_mask(self, false);
    rill_context_move(&g->context);
    return g->running ? -ETIMEDOUT : 0;
}

static void abandon(struct rill_context *c)
{
    struct rill_task *self = rill_task_self();
    bool masked = rill_sched_mask(self, true);

    await_members((struct rill_group *)c, RILL_FOREVER);
    rill_sched_mask(self, masked);
}

static const struct rill_groups groups = {born, ended, abandon};

void rill_group_begin(struct rill_group *g, uint64_t deadline_ns)
{
    rill_sched_enter("rill_group_begin");
    rill_context_enter(&g->context, deadline_ns, CALLERS_SP,
                       "rill_group_begin");
    g->context.group = true;
    g->running = g->limit = 0;
    g->error = 0;
    g->waiter = g->room = (struct rill_waitq){};
    rill_task_extras.groups = &groups;
    rill_sched_leave();
}

static void check(const struct rill_group *g, const char *call)
{
    if (!rill_context_begun(&g->context) || !g->context.group)
        rill_panic_holding(
            &rill_sched_lock,
            "%s: this group has not begun, or was waited for already; "
            "rill_group_begin it",
            call);
    if (!rill_context_has(&g->context, rill_task_self()))
        rill_panic_holding(
            &rill_sched_lock,
            "%s: task \"%s\" is not in this group; its beginner and its "
            "members are",
            call, rill_task_name(rill_task_self()));
}

void rill_group_limit(struct rill_group *g, uint32_t n)
{
    rill_sched_enter("rill_group_limit");
    check(g, "rill_group_limit");
    g->limit = n;
    while ((!n || g->running < n) && serve(&g->room, 0))
        g->running++;
    rill_sched_leave();
}

/* Take a place for one more member; wait for one when the group is full. The caller holds the
 * lock, which is dropped while it waits. */
static int take_place(struct rill_group *g)
{
    int r;

    rill_context_look(&g->context);
    r = rill_context_why(&g->context) ? -ECANCELED : 0;
    if (!r && g->limit && g->running >= g->limit) {
        r = wait_in(&g->room, "start in group", g, RILL_FOREVER);
        rill_sched_reenter();
    } else {
        g->running += !r;
    }
    return r;
}

int rill_group_go(struct rill_group *g, const struct rill_task_opts *opts,
                  rill_task_fn *fn, void *arg)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    bool canceled;
    int r;

    rill_sched_begin_to_wait(RILL_SENTENCE("rill_group_go"),
                             g->limit ? RILL_FOREVER : RILL_POLL, &canceled);
    rill_sched_enter_to_wait(&rill_sched_lock, "rill_group_go", RILL_POLL);
    check(g, "rill_group_go");
    if (!fn)
        rill_panic_holding(
            &rill_sched_lock,
            "rill_group_go: fn is NULL; give it the function to run");
    r = canceled ? -ECANCELED : take_place(g);
    if (r)
        note(g, r);
    rill_sched_leave();
    if (r)
        return r;
    r = rill_task_make((struct rill_job *)((uintptr_t)g + MARK), opts, fn, arg,
                       site);
    if (r) {
        rill_sched_reenter();
        note(g, r);
        give_place(g);
        rill_sched_leave();
    }
    return r;
}

int rill_group_wait(struct rill_group *g, uint64_t deadline_ns)
{
    int r;

    rill_sched_enter_to_wait(&rill_sched_lock, "rill_group_wait", RILL_POLL);
    check(g, "rill_group_wait");
    rill_context_check(&g->context, CALLERS_SP, "rill_group_wait");
    r = await_members(g, deadline_ns);
    if (!r) {
        rill_context_finish(&g->context, "rill_group_wait");
        r = g->error;
    }
    rill_sched_leave();
    return r;
}
