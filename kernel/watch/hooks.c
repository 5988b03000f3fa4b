/* kernel/watch/hooks.c -- telling the program's hooks.
 *
 * While there is a hook, the hart's `watched` is set, and every switch takes the
 * way that a due timer takes (rill_sched_attend): nothing is asked that was not
 * asked before. What is told there is in listen.h, one for one hart and one for many.
 */
#include <rill/panic.h>
#include "extras.h"
#include "task.h"
#include "listen.h"

#define ADDED 0x400c5u

static struct rill_hooks *oldest, *newest;
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
                   rill_task_name(rill_task_self()));
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

static void leaves(struct rill_hart *h, bool parks)
{
    if (telling()) {
        tell_end();
        rill_panic("a hook of the scheduler blocked, yielded or spawned; it "
                   "must only look and return");
    }
    tell_begin();
    listen_leaves(h, parks);
    tell_end();
}

static const struct rill_life life = {
    .before_spawn = before_spawn,
    .after_in_parent = after_in_parent,
    .begin = begin,
    .exit = tell_exit,
    .leaves = leaves,
    RILL_LIFE_MANY,
};

/* Both with rill_sched_lock, and while nobody is told of the scheduler. */

static void link_in(struct rill_hooks *hooks)
{
    hooks->added = ADDED;
    hooks->older = newest;
    hooks->newer = NULL;
    if (newest)
        newest->newer = hooks;
    else
        oldest = hooks;
    newest = hooks;
}

static void take_out(struct rill_hooks *hooks)
{
    hooks->added = 0;
    if (hooks->older)
        hooks->older->newer = hooks->newer;
    else
        oldest = hooks->newer;
    if (hooks->newer)
        hooks->newer->older = hooks->older;
    else
        newest = hooks->older;
}

void rill_hooks_add(struct rill_hooks *hooks)
{
    struct rill_hart *h = rill_sched_enter("rill_hooks_add");
    bool first = !oldest;

    if (hooks->added == ADDED)
        rill_panic_holding(&rill_sched_lock,
                           "rill_hooks_add: these hooks were added already; "
                           "remove them first");
    tell_begin();
    link_in(hooks);
    tell_end();
    rill_extras_turn_on();
    if (first) {
        rill_task_extras.life = &life;
        listen_begin(h);
    }
    rill_sched_leave();
}

/* On many harts `life` stays: another may just be on its way there. It tells nobody. */
void rill_hooks_remove(struct rill_hooks *hooks)
{
    struct rill_hart *h = rill_sched_enter("rill_hooks_remove");

    if (hooks->added != ADDED)
        rill_panic_holding(&rill_sched_lock,
                           "rill_hooks_remove: these hooks were not added");
    tell_begin();
    take_out(hooks);
    tell_end();
    if (!oldest) {
        listen_end(h);
        if (!RILL_MANY)
            rill_task_extras.life = NULL;
    }
    rill_sched_leave();
}
