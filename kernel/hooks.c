/* kernel/hooks.c -- telling those who listen.
 *
 * While somebody does, the hart's `watched` is set, and every switch takes the
 * way that a due timer takes (kernel/sched.c): nothing is asked that was not
 * asked before. There it is seen what has happened since the last switch:
 *
 *    ready queue   A B C | D self          D was made ready; self yields
 *                        ^ ready_seen      or self is PARKED and not in it
 *
 * ready_seen is where the queue ended at the last switch. If that was the last
 * task of all, it is the one that was picked and runs now, and the queue has begun
 * anew.
 */
#include <rill/panic.h>
#include "extras.h"
#include "task.h"

#define ADDED 0x400c5u

static struct rill_hooks *oldest, *newest;
static bool telling;
static _Thread_local bool ending;

static void before_spawn(const struct rill_spawn_info *s)
{
    for (struct rill_hooks *k = newest; k; k = k->older)
        if (k->before_spawn)
            k->before_spawn(k, s);
}

static void after_in_parent(const struct rill_spawn_info *s)
{
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->after_in_parent)
            k->after_in_parent(k, s);
}

static void begin(void)
{
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->first_run)
            k->first_run(k);
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->after_in_child)
            k->after_in_child(k);
}

static void tell_exit(int result)
{
    if (ending)
        rill_panic("rill_task_exit: task \"%s\" called it from an exit hook, "
                   "which must return",
                   rill_task_self()->name);
    ending = true;
    for (struct rill_hooks *k = newest; k; k = k->older)
        if (k->exit)
            k->exit(k, result);
}

static void tell_ready(const struct rill_task *t)
{
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->ready)
            k->ready(k, t, t->waits_for, t->wake_result);
}

static void tell_park(const struct rill_task *t)
{
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->park)
            k->park(k, t, t->waits_for, t->waits_on);
}

static void tell_switch(const struct rill_task *from,
                        const struct rill_task *to)
{
    for (struct rill_hooks *k = oldest; k; k = k->newer)
        if (k->switched)
            k->switched(k, from, to);
}

/* Those that were made ready since we last looked. */
static void look(struct rill_hart *h, const struct rill_task *yielded)
{
    if (telling)
        rill_panic("a hook of the scheduler blocked, yielded or spawned; it "
                   "must only look and return");
    telling = true;
    for (struct rill_task *t = *h->ready_seen; t; t = t->next)
        if (t != yielded)
            tell_ready(t);
    h->ready_seen = h->ready_tail;
}

static void leave(struct rill_hart *h)
{
    struct rill_task *self = rill_task_self();

    if (h->ready_seen == &self->next)
        h->ready_seen = &h->ready_head;
    look(h, self);
    if (self->state == TASK_PARKED)
        tell_park(self);
    telling = false;
}

static void go_on(struct rill_hart *h)
{
    const struct rill_task *self = rill_task_self();
    const struct rill_task *to = h->ready_head ? h->ready_head : h->idle;

    look(h, NULL);
    if (to != self)
        tell_switch(self, to);
    telling = false;
}

static const struct rill_life life = {before_spawn, after_in_parent, begin,
                                      tell_exit,    leave,           go_on};

void rill_hooks_add(struct rill_hooks *hooks)
{
    struct rill_hart *h = rill_sched_enter("rill_hooks_add");

    if (hooks->added == ADDED)
        rill_panic("rill_hooks_add: these hooks were added already; remove "
                   "them first");
    hooks->added = ADDED;
    hooks->older = newest;
    hooks->newer = NULL;
    if (newest)
        newest->newer = hooks;
    else
        oldest = hooks;
    newest = hooks;
    if (!rill_task_extras.life)
        h->ready_seen = h->ready_tail;
    rill_task_extras.life = &life;
    rill_task_extras.on = true;
    h->watched = 1;
    rill_sched_leave();
}

void rill_hooks_remove(struct rill_hooks *hooks)
{
    struct rill_hart *h = rill_sched_enter("rill_hooks_remove");

    if (hooks->added != ADDED)
        rill_panic("rill_hooks_remove: these hooks were not added");
    hooks->added = 0;
    if (hooks->older)
        hooks->older->newer = hooks->newer;
    else
        oldest = hooks->newer;
    if (hooks->newer)
        hooks->newer->older = hooks->older;
    else
        newest = hooks->older;
    if (!oldest) {
        rill_task_extras.life = NULL;
        h->watched = 0;
    }
    rill_sched_leave();
}
