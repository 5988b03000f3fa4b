// qemu: -icount shift=0,sleep=off
/* scope/defer.c -- which deferred calls run, and in which order. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "letters.h"
#include "../tap.h"

static void scopes(void)
{
    SAY("a");
    SAY("b");
    for (int i = 0; i < 2; i++) {
        SAY("c");
        SAY("d");
    }
    {
        SAY("e");
        if (at > 2)
            return;
    }
    say("!");
}

static void by_hand(void)
{
    struct rill_defer one, two, three;

    rill_defer(&one, say, "1");
    rill_defer(&two, say, "2");
    rill_defer(&three, say, "3");
    rill_defer_drop(&three);
    rill_defer_run(&two);
    say("-");
    rill_defer_run(&one);
}

static struct rill_defer kept[3]; /* more bytes than any frame */

static int leaves_some(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++)
        rill_defer(&kept[i], say, &"xyz"[i]);
    return 3;
}

__attribute__((noinline)) static void deep(int n)
{
    SAY(&"01234"[n]);
    if (n == 4)
        rill_task_exit(4);
    deep(n + 1);
    say("!");
}

static int exits(void *arg)
{
    (void)arg;
    SAY("x");
    deep(0);
    return 0;
}

static void block(void *letter)
{
    rill_sleep_ns(RILL_MS);
    say(letter);
}

static int blocks(void *arg)
{
    (void)arg;
    RILL_DEFER(say, "2");
    RILL_DEFER(block, "1");
    rill_task_exit(0);
}

static void defer_more(void *arg)
{
    rill_defer(&kept[0], say, "m");
    say(arg);
}

static int more(void *arg)
{
    (void)arg;
    SAY("z");
    RILL_DEFER(defer_more, "y");
    rill_task_exit(0);
}

static void exit_5(void *letter)
{
    say(letter);
    rill_task_exit(5);
}

static int exits_twice(void *arg)
{
    (void)arg;
    SAY("z");
    RILL_DEFER(exit_5, "y");
    SAY("x");
    rill_task_exit(1);
}

/* An exit from inside a rill_try goes through the rill_try. */
static void exit_here(void *arg)
{
    SAY("i");
    rill_task_exit((int)(intptr_t)arg);
}

static int exits_in_try(void *arg)
{
    (void)arg;
    SAY("o");
    rill_try(exit_here, (void *)7, NULL);
    say("!");
    return 0;
}

static void tell_exit(struct rill_hooks *k, int result)
{
    (void)k, (void)result;
    say("h");
}

static struct rill_hooks hooks = {.exit = tell_exit};
static struct rill_key key = {.destroy = say};

static int ends_in_order(void *arg)
{
    (void)arg;
    rill_key_set(&key, "k");
    SAY("d");
    rill_task_exit(0);
}

/* Two tasks, each with calls of its own. */
static int one_of_two(void *arg)
{
    SAY(arg);
    rill_yield();
    {
        SAY(arg);
        rill_yield();
    }
    return 0;
}

static int result_of(rill_task_fn *fn)
{
    struct rill_job job = {0};
    int result = -1;

    rill_spawn(&job, NULL, fn, NULL);
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

int main(void)
{
    struct rill_job jobs[2] = {0};
    size_t tasks, blocks_before;

    plan(17);
    scopes();
    in_order("dcdceba", "ends of scopes, newest first, through a return");
    by_hand();
    in_order("2-1", "one dropped, two run by hand");
    is(result_of(leaves_some), 3, "a task leaves three");
    in_order("zyx", "they run when its function has returned");
    is(result_of(exits), 4, "an exit from a depth of five");
    in_order("43210x", "all of them, newest first");
    result_of(blocks);
    in_order("12", "a deferred call may block");
    result_of(more);
    in_order("ymz", "what it defers itself runs next");
    is(result_of(exits_twice), 5, "an exit in a deferred call: its result");
    in_order("xyz", "and the others run all the same");
    is(result_of(exits_in_try), 7, "an exit inside a rill_try");
    in_order("io", "goes through it");
    rill_hooks_add(&hooks);
    result_of(ends_in_order);
    rill_hooks_remove(&hooks);
    in_order("dhk", "deferred calls, then hooks, then keys");

    rill_spawn(&jobs[0], NULL, one_of_two, "1");
    rill_spawn(&jobs[1], NULL, one_of_two, "2");
    rill_join(&jobs[0], RILL_FOREVER, NULL);
    rill_join(&jobs[1], RILL_FOREVER, NULL);
    if (RILL_HARTS == 1)
        in_order("1122", "two tasks, each its own");
    else
        ok(at == 4, "two tasks, each its own: %.4s", said);
    at = 0;

    tasks = rill_task_count();
    blocks_before = blocks_now();
    for (int i = 0; i < 100; i++) {
        result_of(exits);
        at = 0;
    }
    is((long)rill_task_count(), (long)tasks, "no task is left");
    is((long)blocks_now(), (long)blocks_before, "no block is lost");
    errno = EDOM;
    scopes();
    is(errno, EDOM, "errno is not touched");
    return done();
}
