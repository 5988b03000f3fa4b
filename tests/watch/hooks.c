// qemu: -icount shift=0,sleep=off
// one-hart: what other harts do is told at the same time
// no-stress: who is made ready is put where kernel/watch/hooks.c does not look
/* watch/hooks.c -- hooks hear what happened, in the order that Rill promises. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.name = "child",
                                            .stack_bytes = SMALL};

/* Two sets, "1" and "2"; each event is two characters. */
struct set {
    struct rill_hooks hooks;
    char mark;
};

static char said[96];
static size_t said_len;
static uint32_t child_number, number_in_child;
static int spawn_result;

static void say(struct rill_hooks *k, char what)
{
    if (said_len + 2 < sizeof said) {
        said[said_len++] = what;
        said[said_len++] = ((struct set *)k)->mark;
        said[said_len] = 0;
    }
}

static void before(struct rill_hooks *k, const struct rill_spawn_info *s)
{
    say(k, s->number ? '?' : 'b');
}

static void parent(struct rill_hooks *k, const struct rill_spawn_info *s)
{
    child_number = s->number;
    spawn_result = s->result;
    say(k, 'p');
}

static void child(struct rill_hooks *k)
{
    number_in_child = rill_task_number(rill_self());
    say(k, 'c');
}

static void first(struct rill_hooks *k)
{
    say(k, 'f');
}

static void ended(struct rill_hooks *k, int result)
{
    say(k, result == 5 ? 'e' : '?');
}

static const void *parked_on;
static int ready_result;

static void park(struct rill_hooks *k, const struct rill_task *task,
                 const char *reason, const void *object)
{
    (void)task;
    parked_on = object;
    say(k, reason[0]);
}

static void ready(struct rill_hooks *k, const struct rill_task *task,
                  const char *reason, int result)
{
    (void)task;
    ready_result = result;
    say(k, (char)(reason[0] - 'a' + 'A'));
}

static struct set one = {{before, parent, child, first, ended, 0}, '1'};
static struct set two = {{before, parent, child, first, ended, 0}, '2'};
static struct set sched = {{.park = park, .ready = ready}, ' '};

static int five(void *arg)
{
    (void)arg;
    return 5;
}

RILL_CHAN(words, int, 0);

static int receive(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&words, &v, RILL_FOREVER);
}

static void forget(void)
{
    said_len = 0;
    said[0] = 0;
}

static void said_is(const char *expected, const char *name)
{
    if (!ok(!strcmp(said, expected), "%s", name))
        diag("got \"%s\", expected \"%s\"", said, expected);
    forget();
}

static int run(rill_task_fn *fn)
{
    struct rill_job job = {0};
    int r = -1;

    if (rill_spawn(&job, &small, fn, NULL))
        bail("no memory");
    rill_join(&job, RILL_FOREVER, &r);
    return r;
}

static void life(void)
{
    struct rill_task_opts huge = {.stack_bytes = SIZE_MAX / 16};

    rill_hooks_add(&one.hooks);
    rill_hooks_add(&two.hooks);
    is(run(five), 5, "a task as any other");
    said_is("b2b1p1p2f1f2c1c2e2e1", "the order of pthread_atfork");
    ok(child_number && child_number == number_in_child,
       "parent and child agree on its number");
    is(spawn_result, 0, "the spawn's result");
    is(rill_spawn(NULL, &huge, five, NULL), -ENOMEM, "a spawn that fails");
    said_is("b2b1p1p2", "before and after, and no more");
    is(spawn_result, -ENOMEM, "its result");
    rill_hooks_remove(&one.hooks);
    run(five);
    said_is("b2p2f2c2e2", "one set is removed");
    rill_hooks_remove(&two.hooks);
    run(five);
    said_is("", "the other as well");
}

/* j: join, r: receive, s: sleep; capitals: ready again, S: also of a spawn */
static void switches(void)
{
    struct rill_job job = {0};
    int v = 1;

    rill_hooks_add(&sched.hooks);
    run(five);
    said_is("S j J ", "spawn, join, ended");

    rill_spawn(&job, &small, receive, NULL);
    rill_yield();
    said_is("S r ", "a task starts and waits");
    ok(parked_on == &words, "for what");
    rill_yield();
    said_is("", "a yield is neither");
    rill_chan_send(&words, &v, RILL_FOREVER);
    rill_yield();
    said_is("R ", "it is served");
    rill_join(&job, RILL_FOREVER, NULL);
    forget();

    rill_sleep_ns(RILL_MS);
    said_is("s S ", "sleep and wake");
    is(ready_result, 0, "which was all that it waited for");
    is(rill_chan_recv(&words, &v, rill_after_ns(RILL_MS)), -ETIMEDOUT,
       "nobody sends");
    said_is("r R ", "until a deadline");
    is(ready_result, -ETIMEDOUT, "which is what it is woken by");
    rill_sleep_until_ns(1);
    said_is("s S ", "a deadline in the past is told in order");
    rill_hooks_remove(&sched.hooks);
    rill_sleep_ns(RILL_MS);
    said_is("", "nothing is told to nobody");
}

int main(void)
{
    plan(21);
    life();
    switches();
    return done();
}
