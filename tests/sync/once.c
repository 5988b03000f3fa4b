// qemu: -icount shift=0,sleep=off
/* sync/once.c -- the ways to leave fn, and what the tasks find that wait for it or come later. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static struct rill_once once;
static struct rill_event go;
static struct rill_panic_info info;
static int ran, inside;
static int again; /* the answer of a call from within fn */

/* ---- ways to leave fn ---- */

static void returns(void *arg)
{
    (void)arg;
}

static void panics(void *arg)
{
    (void)arg;
    rill_panic("in fn");
}

static void recover(void *arg)
{
    (void)arg;
    rill_recover(NULL);
}

static void recovers_itself(void *arg)
{
    RILL_DEFER(recover, arg);
    rill_panic("in fn");
}

static void exits(void *arg)
{
    (void)arg;
    rill_task_exit(7);
}

static struct rill_defer kept;

static void leaves_a_call(void *arg)
{
    rill_defer(&kept, recover, arg);
}

static struct way {
    void (*leave)(void *arg);
    bool ends; /* the task ends, too */
    bool panic;
} ways[] = {
    {returns, false, false},         {panics, false, true},
    {recovers_itself, false, false}, {exits, true, false},
    {leaves_a_call, false, false},
};

/* ---- the task that runs fn ---- */

static void fn(void *arg)
{
    const struct way *w = arg;

    ran++;
    inside = 1;
    rill_event_wait(&go, RILL_FOREVER);
    w->leave(NULL);
}

static void do_it(void *arg)
{
    rill_once_do(&once, fn, arg, RILL_FOREVER);
}

/* Afterwards this task calls once more, and is told the truth. */
static int runs(void *way)
{
    int panicked = rill_try(do_it, way, &info);

    again = rill_once_do(&once, fn, way, RILL_POLL);
    return panicked;
}

/* No rill_try and no deferred call: only the task's end tells the others. */
static int runs_alone(void *way)
{
    do_it(way);
    return 0;
}

static int waits(void *deadline_ns)
{
    return rill_once_do(&once, fn, NULL, *(uint64_t *)deadline_ns);
}

static int left(struct way *w, rill_task_fn *run, int *result)
{
    struct rill_job jobs[3] = {0};
    uint64_t deadlines[] = {RILL_FOREVER, rill_after_ns(100 * RILL_S)};
    int sum = 0, r;

    memset(&once, 0, sizeof once);
    rill_event_clear(&go);
    ran = inside = 0;
    again = -1;
    rill_spawn(&jobs[2], NULL, run, w);
    while (!inside)
        settle();
    for (int i = 0; i < 2; i++)
        rill_spawn(&jobs[i], NULL, waits, &deadlines[i]);
    settle();
    rill_event_set(&go);
    rill_join(&jobs[2], RILL_FOREVER, result);
    for (int i = 0; i < 2; i++) {
        if (rill_join(&jobs[i], rill_after_ns(20 * RILL_S), &r))
            bail("waiter %d still waits", i);
        sum += !r;
    }
    sum += !rill_once_do(&once, fn, w, RILL_POLL);
    return sum * 10 + ran;
}

/* ---- a call from within ---- */

static void calls_again(void *arg)
{
    (void)arg;
    rill_once_do(&once, returns, NULL, RILL_FOREVER);
}

static void tries_again(void *arg)
{
    again = rill_try(calls_again, arg, &info);
}

static void call_within(void *arg)
{
    rill_once_do(&once, tries_again, arg, RILL_FOREVER);
}

/* A deferred call of fn itself is still inside fn; a deferred call of fn's caller is not. */
static void call_later(void *arg)
{
    *(int *)arg = rill_try(calls_again, NULL, NULL);
}

static int in_fn, outside;

static void breaks(void *arg)
{
    (void)arg;
    RILL_DEFER(call_later, &in_fn);
    rill_panic("in fn");
}

static void breaks_within(void *arg)
{
    (void)arg;
    RILL_DEFER(call_later, &outside);
    rill_once_do(&once, breaks, NULL, RILL_FOREVER);
}

int main(void)
{
    static const char *const names[] = {"a return", "a panic",
                                        "a panic that fn recovers itself",
                                        "an exit", "fn leaves a deferred call"};

    plan(21);
    /* This comes before any other test here uses deferred calls. */
    is(left(&ways[3], runs_alone, NULL), 31,
       "an exit in a program without deferred calls: done, once, for all");
    for (int i = 0; i < 5; i++) {
        int result = -1;

        is(left(&ways[i], runs, &result), 31, names[i]);
        is(result, ways[i].ends ? 7 : ways[i].panic, "how it ended");
        if (!ways[i].ends)
            is(again, 0, "the same task finds it done");
    }
    memset(&once, 0, sizeof once);
    rill_try(call_within, NULL, NULL);
    is(again, 1, "a call from within");
    ok(strstr(info.text, "would wait for itself") != NULL,
       "it would wait for itself");
    is(rill_once_do(&once, fn, NULL, RILL_POLL), 0, "done all the same");
    memset(&once, 0, sizeof once);
    is(rill_try(breaks_within, NULL, NULL), 1, "a panic through a once");
    ok(in_fn == 1 && outside == 0,
       "its own deferred call is inside still, one outside is not");
    rill_yield();
    ok(rill_task_count() == 1, "no task is left");
    return done();
}
