/* kernel/watch/hooks.c -- tells the program's hooks.
 *
 * While the program has a hook, each hart's `watched` is set, and every switch takes the way that
 * it takes for a due timer (rill_sched_attend). So a switch without hooks asks no new question.
 *
 * On one hart, Rill tells the hooks all about a switch when a task leaves, because the ring then
 * shows which task comes next and which tasks were made ready:
 *
 *    ring:  self  A  B  C | D  E        D and E were made ready by self
 *                       ^ seen
 *
 * `seen` is the task that was last in the ring when self began to run; self itself, if self was
 * alone. `seen` cannot have left the ring, because only self runs. (STRESS=1 puts ready tasks
 * elsewhere in the ring, and then hooks do not hear of each one.)
 *
 * On many harts, Rill tells the hooks that a task was made ready as soon as that happens. It
 * tells them of a switch as soon as it sees the task that has come: mostly at that task's first
 * step, and at the latest when the task leaves again. `seen` is the last task that hooks were
 * told runs on this hart. One hart tells at a time.
 */
#include <rill/panic.h>
#include "extras.h"
#include "task.h"

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

/* ---- are hooks being told just now? ---- */

static bool telling_now;      /* on one hart */
static struct rill_lock lock; /* on many; a leaf: hooks look and return */

static bool telling(void)
{
    return RILL_MANY ? rill_lock_mine(&lock) : telling_now;
}

static void tell_begin(void)
{
    if (RILL_MANY)
        rill_lock_take(&lock);
    else
        telling_now = true;
}

static void tell_end(void)
{
    if (RILL_MANY)
        rill_lock_drop(&lock);
    else
        telling_now = false;
}

/* ---- the marks by which a switch comes here ---- */

/* Marks the tasks that there are. A task that is made while a hook listens gets its mark when
 * it is made (kernel/sched/many/ready.h). */
static void mark_all(void)
{
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        __atomic_fetch_or(t->special, RILL_LISTENED, __ATOMIC_RELAXED);
    rill_fence(); /* a hart that sees a mark sees the hooks (rill_sched_attended) */
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        rill_harts[i].seen = NULL;
        rill_harts[i].watched = 1;
    }
}

static void unmark_all(void)
{
    for (unsigned i = 0; i < RILL_HARTS; i++)
        rill_harts[i].watched = 0;
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        __atomic_fetch_and(t->special, ~RILL_LISTENED, __ATOMIC_RELAXED);
}

/* The program has added its first hooks, or removed its last. The caller holds
 * rill_sched_lock. */
static void listen_begin(struct rill_hart *h)
{
    if (RILL_MANY) {
        mark_all();
        return;
    }
    h->seen = rill_task_self()->prev;
    h->watched = 1;
}

static void listen_end(struct rill_hart *h)
{
    if (RILL_MANY)
        unmark_all();
    else
        h->watched = 0;
}

/* ---- what hooks hear of a switch ---- */

/* On one hart: tell the hooks which tasks are ready, which parks, and which runs next. Note in
 * `seen` the last task of the ring as it is after the switch. */
static void tell_all(struct rill_hart *h, bool parks)
{
    struct rill_task *self = rill_task_self(), *to = self->next;
    bool stays = !parks && (self->number || self == h->idle);

    for (const struct rill_task *t = h->seen->next; t != self; t = t->next)
        tell_ready(t);
    if (parks)
        tell_park(self);
    h->seen = self->prev;
    if (to == self && !stays)
        to = h->seen = h->idle;
    else if (stays && self != h->idle)
        h->seen = self;
    if (to != self)
        tell_switch(self, to);
}

/* On many harts: tell the hooks that the running task has come, unless they know. */
static void tell_came(struct rill_hart *h)
{
    const struct rill_task *self = rill_task_self(), *before = h->seen;

    h->seen = rill_task_self();
    if (before && before != self)
        tell_switch(before, self);
}

static void leaves(struct rill_hart *h, bool parks)
{
    if (telling()) {
        tell_end();
        rill_panic("a hook of the scheduler blocked, yielded or spawned; it "
                   "must only look and return");
    }
    tell_begin();
    if (!RILL_MANY) {
        tell_all(h, parks);
    } else {
        tell_came(h);
        if (parks)
            tell_park(rill_task_self());
    }
    tell_end();
}

static void ready(const struct rill_task *t)
{
    if (telling())
        return; /* the task in which the hook runs panics at its next switch */
    tell_begin();
    tell_ready(t);
    tell_end();
}

static void came(void)
{
    tell_begin();
    tell_came(rill_hart_self());
    tell_end();
}

static const struct rill_life life = {
    .before_spawn = before_spawn,
    .after_in_parent = after_in_parent,
    .begin = begin,
    .exit = tell_exit,
    .leaves = leaves,
    .ready = RILL_MANY ? ready : NULL,
    .came = RILL_MANY ? came : NULL,
};

/* ---- adding and removing ---- */

/* For the next two the caller holds rill_sched_lock, and is between tell_begin and tell_end. */

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

/* On many harts `life` stays, because another hart may be about to call it. That call then
 * finds no hooks to tell. */
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
