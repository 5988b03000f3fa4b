// qemu: -icount shift=0,sleep=off
/* scope/recover.c -- a task goes on after a panic. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <rill/rill.h>

#include "letters.h"
#include "../tap.h"

static struct rill_panic_info info;

static void sentence(const char *expected, const char *name)
{
    if (!ok(!strcmp(info.text, expected), "%s", name))
        diag("got %s, expected %s", info.text, expected);
}

static void fine(void *arg)
{
    SAY("f");
    *(int *)arg = 1;
}

__attribute__((noinline)) static void deep(int n)
{
    SAY(&"01234"[n]);
    if (n == 3)
        rill_panic("number %d of %s", n, "four");
    deep(n + 1);
    say("!");
}

static void breaks(void *arg)
{
    (void)arg;
    SAY("a");
    deep(0);
}

static void recover(void *letter)
{
    if (letter)
        say(letter);
    if (!rill_recover(&info))
        say("?");
}

static void recovers(void *arg)
{
    (void)arg;
    SAY("3");
    RILL_DEFER(recover, "2");
    SAY("1");
    rill_panic("stop me");
}

static void recovers_twice(void *arg)
{
    (void)arg;
    RILL_DEFER(recover, "2");
    RILL_DEFER(recover, "1");
    rill_panic("once only");
}

/* An inner rill_try in an outer one; the outer one must not see the inner one's panic. */
static void nested(void *arg)
{
    SAY("o");
    *(int *)arg = rill_try(breaks, NULL, NULL);
    rill_panic("outer");
}

static void panic_again(void *arg)
{
    say(arg);
    rill_panic("the second");
}

static void replaced(void *arg)
{
    (void)arg;
    SAY("3");
    RILL_DEFER(panic_again, "2");
    SAY("1");
    rill_panic("the first");
}

/* As in Go, a deferred call that a panic runs is a function of its own. In each case below, the
 * panic "first" comes out of the rill_try around it. */
static void quiet(void *arg)
{
    say(rill_recover(NULL) ? "!" : arg);
}

/* The end of this function's scope runs a deferred call, so the panic does not run that
 * call. */
static void own_scope(void *arg)
{
    (void)arg;
    RILL_DEFER(quiet, "s");
    say("d");
}

/* A deferred call that this function leaves behind is its own, too. */
static struct rill_defer left;

static void own_left(void *arg)
{
    (void)arg;
    rill_defer(&left, quiet, "l");
    say("d");
}

static void own_scope_deep(void *arg)
{
    RILL_DEFER(own_scope, arg);
    say("D");
}

/* This function calls a function that panics, and recovers by a deferred call of its own. */
static void own_panic(void *arg)
{
    (void)arg;
    SAY("2");
    RILL_DEFER(recover, "1");
    SAY("0");
    rill_panic("the second");
}

/* A third panic stops there, and the second goes on. */
static void own_panics(void *arg)
{
    SAY("3");
    RILL_DEFER(own_panic, arg);
    rill_panic("the second of three");
}

static void own_recovers_all(void *arg)
{
    (void)arg;
    RILL_DEFER(recover, "r");
    RILL_DEFER(own_panic, NULL);
    rill_panic("the middle one");
}

/* A second panic, which this function's own deferred calls do not recover. */
static void own_lost(void *arg)
{
    (void)arg;
    SAY("1");
    rill_panic("the second");
}

/* A panic in the scope of a call that the first panic does not run. */
static void scope_panics(void *arg)
{
    RILL_DEFER(recover, "r");
    {
        RILL_DEFER(panic_again, "p");
        say("d");
    }
    say(arg);
}

static void then_recover(void *arg)
{
    say(rill_recover(&info) ? arg : "!");
}

/* After all that the next deferred call still finds the first panic. */
static void then_recovered(void *arg)
{
    void (**fns)(void *) = arg;

    RILL_DEFER(then_recover, "R");
    RILL_DEFER(fns[1] ? fns[1] : own_scope, NULL);
    RILL_DEFER(fns[0], NULL);
    rill_panic("first");
}

static void not_recovered(void *arg)
{
    void (**fns)(void *) = arg;

    SAY("o");
    RILL_DEFER(fns[0], NULL);
    rill_panic("first");
}

/* This call recovers, and panics with the recovered text: that is a new panic. */
static void panic_on(void *arg)
{
    (void)arg;
    rill_recover(&info);
    rill_panic("%s, again", info.text);
}

static void repanics(void *arg)
{
    RILL_DEFER(then_recover, "r");
    RILL_DEFER(panic_on, arg);
    rill_panic("first");
}

/* A function that a deferred call calls may recover here; in Go it may not. */
static void recover_by_helper(void *arg)
{
    recover(arg);
}

static void helped(void *arg)
{
    (void)arg;
    RILL_DEFER(recover_by_helper, "h");
    rill_panic("first");
}

/* A task that ends runs its deferred calls, and no panic is under way. */
static int ends_quietly(void *arg)
{
    (void)arg;
    RILL_DEFER(quiet, "n");
    rill_task_exit(4);
}

/* A deferred call tries something that breaks, while a panic runs it. */
static void try_inside(void *arg)
{
    (void)arg;
    say(rill_try(breaks, NULL, NULL) ? "T" : "!");
    say(rill_try(recovers, NULL, NULL) ? "!" : "t");
}

static void tries_inside(void *arg)
{
    (void)arg;
    RILL_DEFER(try_inside, NULL);
    rill_panic("kept");
}

static void recover_in_try(void *arg)
{
    (void)arg;
    say(rill_recover(NULL) ? "!" : "n");
}

static void calls_recover_in_try(void *arg)
{
    rill_try(recover_in_try, arg, NULL);
}

static void hidden(void *arg)
{
    RILL_DEFER(calls_recover_in_try, arg);
    rill_panic("hidden");
}

/* The panic inside a deferred call's rill_try and the panic that runs the call are two
 * panics. */
static void try_then_recover(void *arg)
{
    rill_try(breaks, arg, NULL);
    at = 0;
    recover("r");
}

static void recovers_after_try(void *arg)
{
    RILL_DEFER(try_then_recover, arg);
    rill_panic("still there");
}

static void exit_9(void *arg)
{
    say(arg);
    rill_task_exit(9);
}

static void breaks_and_exits(void *arg)
{
    (void)arg;
    RILL_DEFER(exit_9, "x");
    rill_panic("given up");
}

static int gives_up(void *arg)
{
    SAY("y");
    rill_try(breaks_and_exits, arg, NULL);
    say("!");
    return 0;
}

static int recovers_alone(void *arg)
{
    recovers(arg);
    say("!");
    return 8;
}

/* A task that is ending goes on ending: a rill_try around it does not bring it back. */
static void panic_now(void *arg)
{
    say(arg);
    rill_panic("while it ends");
}

static void ends_and_breaks(void *arg)
{
    (void)arg;
    RILL_DEFER(recover, "b");
    RILL_DEFER(panic_now, "a");
    rill_task_exit(6);
}

static int ends_for_good(void *arg)
{
    rill_try(ends_and_breaks, arg, NULL);
    say("!");
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

static void block_and_say(void *arg)
{
    rill_sleep_ns(RILL_MS);
    say(arg);
}

static void breaks_and_blocks(void *arg)
{
    RILL_DEFER(block_and_say, "b");
    rill_panic("%s", (char *)arg);
}

static int ticks(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        say("t");
        rill_yield();
    }
    return 0;
}

/* A mistake that Rill finds is a panic like any other, raised with the scheduler's lock
 * held. */
static void misuse(void *arg)
{
    rill_mutex_unlock(arg);
}

static _Thread_local int local = 5;

static void left_behind(void *arg)
{
    struct rill_defer d[1];

    rill_defer(d, say, arg);
}

static volatile int sink;

__attribute__((noinline, noclone)) static void leave_some(void *arg)
{
    volatile char room[128];

    room[0] = 0;
    left_behind(arg);
    sink = room[0];
}

static void many(void)
{
    size_t tasks = rill_task_count(), blocks = blocks_now();
    int wrong = 0;

    result_of(recovers_alone);
    blocks = blocks_now();
    for (int i = 0; i < 1000; i++) {
        at = 0;
        wrong += rill_try(breaks, NULL, &info) != 1;
    }
    for (int i = 0; i < 100; i++) {
        at = 0;
        wrong += result_of(recovers_alone) != 0;
    }
    at = 0;
    is(wrong, 0, "a thousand panics, and a hundred in tasks");
    is((long)rill_task_count(), (long)tasks, "no task is left");
    is((long)blocks_now(), (long)blocks, "no block is lost");
}

static void in_try(void)
{
    int flag = 0;

    is(rill_try(fine, &flag, &info), 0, "nothing breaks");
    is(flag, 1, "the function ran");
    in_order("f", "its deferred call ran");
    is(rill_try(breaks, NULL, &info), 1, "a panic");
    in_order("3210a", "all deferred calls, newest first");
    sentence("number 3 of four", "its sentence");
    ok(!info.is_fault && info.task == rill_self() && info.pc, "and the rest");
    is(rill_try(breaks, NULL, NULL), 1, "no info is wanted");
    at = 0;
    is(rill_try(recovers, NULL, NULL), 0, "a deferred call recovers");
    in_order("123", "and all of them run");
    sentence("stop me", "it is told of what");
    rill_try(recovers_twice, NULL, NULL);
    in_order("12?", "the second finds nothing to recover from");
    flag = 0;
    is(rill_try(nested, &flag, &info), 1, "one inside another");
    is(flag, 1, "the inner one");
    sentence("outer", "the outer one's sentence");
    in_order("3210ao", "order");
    is(rill_try(replaced, NULL, &info), 1, "a deferred call panics");
    sentence("the second", "its panic is the one that counts");
    in_order("123", "nothing runs twice");
    is(rill_try(tries_inside, NULL, &info), 1, "a deferred call tries");
    sentence("kept", "the panic that runs it is still there");
    in_order("3210aT123t", "order");
    is(rill_try(hidden, NULL, &info), 1, "no recovery through a rill_try");
    in_order("n", "it finds nothing");
    is(rill_try(recovers_after_try, NULL, NULL), 0,
       "recovery after a rill_try");
    in_order("r", "there is something");
    sentence("still there", "and it is the outer one");
    is(rill_recover(NULL), 0, "nothing to recover from outside");
}

static void comes_out(void (*fn)(void *), const char *text, const char *order,
                      const char *name)
{
    void (*fns[2])(void *) = {fn, NULL};

    info.text[0] = 0;
    if (rill_try(not_recovered, fns, &info) != 1)
        say("!");
    if (strcmp(info.text, text))
        diag("got %s", info.text), say("?");
    in_order(order, name);
}

static void as_in_go(void)
{
    void (*two[])(void *) = {own_panic, own_scope};

    comes_out(own_scope, "first", "dso",
              "what the end of a scope runs has nothing to recover from");
    comes_out(own_scope_deep, "first", "Ddso", "nor one deeper");
    comes_out(own_left, "first", "dlo", "nor what it leaves");
    comes_out(own_panic, "first", "012o",
              "a second panic, recovered in the deferred call, stops there");
    comes_out(own_panics, "the second of three", "0123o",
              "a third does, and the second goes on");
    comes_out(own_recovers_all, "first", "012ro",
              "three, and two recovered, each by its own");
    comes_out(own_lost, "the second", "1o",
              "not recovered there, it takes the first one's place");
    comes_out(scope_panics, "first", "dpro",
              "it began where a scope ended, and was recovered");
    is(rill_try(then_recovered, two, NULL), 0,
       "the next deferred call recovers from the first");
    in_order("012dsR", "which it finds as it was");
    sentence("first", "its sentence");
    is(rill_try(repanics, NULL, NULL), 0,
       "recovered, panicked again, recovered");
    sentence("first, again", "the second time");
    in_order("r", "by the call that was left");
    is(rill_try(helped, NULL, NULL), 0, "recovered by what the call calls");
    in_order("h", "as if it were the call");
    is(result_of(ends_quietly), 4, "an exit runs deferred calls");
    in_order("n", "and there is nothing to recover from");
}

static void in_tasks(void)
{
    struct rill_mutex m = {0};
    struct rill_job job = {0};

    is(result_of(gives_up), 9, "an exit in a deferred call gives the panic up");
    in_order("xy", "and goes through a rill_try");
    is(result_of(recovers_alone), 0, "recovered with no rill_try around");
    in_order("123", "the task ends, and runs nothing more of its own");
    is(result_of(ends_for_good), 6, "a panic of a task that ends, recovered");
    in_order("ab", "it goes on ending");
    rill_spawn(&job, NULL, ticks, NULL);
    is(rill_try(breaks_and_blocks, "with others", &info), 1,
       "a deferred call blocks, others run");
    rill_join(&job, RILL_FOREVER, NULL);
    if (RILL_HARTS > 1) { /* two tasks at once */
        ok(at == 4 && strchr(said, 'b'), "three and one: %.4s", said);
        at = 0;
    } else {
        in_order("tttb", "order");
    }
    is(rill_try(misuse, &m, &info), 1, "a mistake that Rill finds");
    is(rill_mutex_lock(&m, RILL_FOREVER), 0, "the lock is free after it");
    rill_mutex_unlock(&m);
    is(rill_try(leave_some, "!", &info), 1, "a record in a frame that is gone");
    in_order("", "is not run");
}

int main(void)
{
    plan(63);
    in_try();
    as_in_go();
    in_tasks();
    local = 6;
    errno = EDOM;
    rill_try(breaks, NULL, NULL);
    ok(errno == EDOM && local == 6, "errno and thread-local variables");
    many();
    rill_sleep_ns(RILL_MS);
    ok(1, "the timer still works");
    return done();
}
