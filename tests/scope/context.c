// qemu: -icount shift=0,sleep=off
// no-stress: the order of an end and a cancellation is compared
/* scope/context.c -- contexts: which task is cancelled, when, why, and which no longer is; values;
 * masks; the cancellation of one task; what a panic or an exit leaves behind. */
#include <errno.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

RILL_CHAN(never, int, 0);
RILL_CHAN(roomy, int, 1);

static struct rill_job jobs[4];
static struct rill_context ctx, inner;
static int why;

static void start(unsigned i, rill_task_fn *fn, void *arg)
{
    if (rill_spawn(&jobs[i], &small, fn, arg))
        bail("no memory for a task");
}

/* Works whether the caller is cancelled or not. */
static int join(unsigned i)
{
    bool masked = rill_cancel_mask(true);
    int result = -1;

    rill_join(&jobs[i], RILL_FOREVER, &result);
    rill_cancel_mask(masked);
    return result;
}

static int wait_for_ever(void)
{
    int v;

    return rill_chan_recv(&never, &v, RILL_FOREVER);
}

static int waits(void *arg)
{
    int r;

    (void)arg;
    r = wait_for_ever();
    why = rill_context_error();
    return r;
}

/* Sleep long enough to be cancelled meanwhile, however busy the host is. */
#define WHILE_NS ((RILL_HARTS > 1 ? 400 : 100) * RILL_MS)

static int waits_a_while(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&never, &v, rill_after_ns(WHILE_NS));
}

static void own(void)
{
    int v = 7;

    is(rill_context_error(), 0, "in no context: no error");
    ok(rill_context_deadline() == RILL_FOREVER, "and no deadline");
    rill_context_begin(&ctx, RILL_FOREVER);
    ok(!rill_canceled() && !rill_context_error(), "a new one: not cancelled");
    is(waits_a_while(NULL), -ETIMEDOUT, "waits as ever");
    is(rill_context_end(&ctx), 0, "and ends well");

    rill_context_begin(&ctx, RILL_FOREVER);
    is(rill_context_cancel(&ctx), 0, "cancelled by the one in it");
    ok(rill_canceled(), "it is");
    is(rill_context_error(), -ECANCELED, "why");
    is(rill_chan_send(&roomy, &v, RILL_FOREVER), 0, "what need not wait goes");
    is(rill_chan_recv(&roomy, &v, RILL_FOREVER), 0, "both ways");
    is(wait_for_ever(), -ECANCELED, "what must wait does not");
    is(wait_for_ever(), -ECANCELED, "nor the next time");
    is(rill_chan_recv(&never, &v, RILL_POLL), -ETIMEDOUT, "a poll is a poll");
    is(rill_sleep_ns(RILL_S), -ECANCELED, "nor a sleep");
    rill_yield();
    is(rill_context_cancel(&ctx), 0, "twice is once");
    is(rill_context_end(&ctx), -ECANCELED, "why, at the end");
    ok(!rill_canceled() && !rill_context_error(), "left: not cancelled");
    is(waits_a_while(NULL), -ETIMEDOUT, "waits again");
    is(rill_context_cancel(&ctx), -ESRCH, "one that has ended");
}

static int parent(void *arg)
{
    (void)arg;
    start(1, waits, NULL);
    return wait_for_ever();
}

/* The child goes on when its parent's wait for it was refused. */
static struct rill_event refused;

static int in_it(void *arg)
{
    int r = 0;

    if (!arg) {
        rill_cancel_mask(true);
        rill_event_wait(&refused, RILL_FOREVER);
        rill_cancel_mask(false);
    }
    if (rill_canceled())
        r |= 1;
    if (wait_for_ever() == -ECANCELED)
        r |= 2;
    if (arg) {
        start(1, in_it, NULL);
        if (rill_join(&jobs[1], RILL_FOREVER, NULL) == -ECANCELED)
            r |= 4;
        rill_event_set(&refused);
        if (join(1) == 3)
            r |= 8;
    }
    return r;
}

static void children(void)
{
    start(3, waits_a_while, NULL);
    rill_context_begin(&ctx, RILL_FOREVER);
    start(0, parent, NULL);
    start(2, waits, NULL);
    settle();
    settle();
    rill_context_cancel(&ctx);
    is(join(0), -ECANCELED, "a child");
    is(join(1), -ECANCELED, "its child");
    is(join(2), -ECANCELED, "another child");
    is(why, -ECANCELED, "why");
    is(join(3), -ETIMEDOUT, "not one of outside");
    start(0, in_it, "and its child");
    is(join(0), 15, "born into it: cancelled, and so is its child");
    ok(!rill_cancel_mask(true) && !rill_canceled(),
       "masked: as if it were not");
    ok(rill_cancel_mask(false) && rill_canceled(), "no longer masked: it is");
    rill_context_end(&ctx);
    start(0, waits_a_while, NULL);
    is(join(0), -ETIMEDOUT, "started later: not cancelled");
    start(0, waits_a_while, NULL);
    is(join(0), -ETIMEDOUT, "in the same block: not cancelled");
}

static void nested(void)
{
    rill_context_begin(&ctx, RILL_FOREVER);
    rill_context_begin(&inner, RILL_FOREVER);
    rill_context_cancel(&inner);
    is(wait_for_ever(), -ECANCELED, "the inner one");
    is(rill_context_end(&inner), -ECANCELED, "ends");
    ok(!rill_canceled(), "the outer one is not cancelled");
    rill_context_begin(&inner, RILL_FOREVER);
    start(0, waits, NULL);
    settle();
    rill_context_cancel(&ctx);
    is(wait_for_ever(), -ECANCELED, "the outer one: so is the inner");
    is(join(0), -ECANCELED, "and who is in it");
    is(rill_context_end(&inner), -ECANCELED, "why");
    ok(rill_canceled(), "still cancelled, by the outer one");
    rill_context_begin(&inner, RILL_FOREVER);
    ok(rill_canceled(), "one that begins in it is");
    is(wait_for_ever(), -ECANCELED, "from the first call on");
    rill_context_end(&inner);
    rill_context_end(&ctx);
    ok(!rill_canceled(), "until the outermost has ended");
}

/* Two deadlines so far apart that what must come between them does, however busy the host
 * is. */
#define APART_NS ((RILL_HARTS > 1 ? 500 : 10) * RILL_MS)

static void deadlines(void)
{
    uint64_t begin = rill_now_ns(), at = begin + 2 * APART_NS;

    rill_context_begin(&ctx, at);
    start(0, waits, NULL);
    ok(rill_context_deadline() == at, "it has one");
    rill_context_begin(&inner, at + RILL_S);
    ok(rill_context_deadline() == at, "a later one within is the outer one's");
    is(rill_context_end(&inner), 0, "not yet");
    rill_context_begin(&inner, at - APART_NS);
    is(wait_for_ever(), -ECANCELED, "an earlier one within comes");
    ok(rill_now_ns() >= at - APART_NS && rill_now_ns() < at, "in time");
    is(rill_context_error(), -ETIMEDOUT, "why");
    is(rill_context_end(&inner), -ETIMEDOUT, "why, at the end");
    ok(!rill_canceled(), "the outer one's has not come");
    rill_context_begin(&inner, RILL_FOREVER);
    is(wait_for_ever(), -ECANCELED, "now it has");
    ok(rill_now_ns() >= at, "in time");
    rill_context_cancel(&inner);
    is(rill_context_end(&inner), -ETIMEDOUT, "what came first counts");
    is(join(0), -ECANCELED, "the child as well");
    is(rill_context_end(&ctx), -ETIMEDOUT, "why");
    is(why, -ETIMEDOUT, "why");

    rill_context_begin(&ctx, RILL_POLL);
    is(wait_for_ever(), -ECANCELED, "one that has passed cancels at once");
    is(rill_context_end(&ctx), -ETIMEDOUT, "why");

    rill_context_begin(&ctx, rill_after_ns(5 * RILL_MS));
    while (!rill_canceled()) {
    }
    is(rill_context_end(&ctx), -ETIMEDOUT, "seen by a loop that never waits");

    rill_context_begin(&ctx, rill_after_ns(5 * RILL_MS));
    is(rill_context_end(&ctx), 0, "ended before its deadline");
    for (size_t i = 0; i < sizeof ctx; i++)
        ((volatile char *)&ctx)[i] = 0x55;
    is(rill_sleep_ns(20 * RILL_MS), 0, "and it never comes");
    ctx = (struct rill_context){0};
}

static int key1, key2, one = 1, two = 2, three = 3;

static int looks(void *arg)
{
    return *(int *)rill_context_get(arg);
}

static void values(void)
{
    struct rill_value v1, v2, v3;

    ok(!rill_context_get(&key1), "no value");
    rill_context_begin(&ctx, RILL_FOREVER);
    rill_context_set(&v1, &key1, &one);
    ok(rill_context_get(&key1) == &one, "a value");
    ok(!rill_context_get(&key2), "not by another key");
    rill_context_begin(&inner, RILL_FOREVER);
    ok(rill_context_get(&key1) == &one, "seen from within");
    rill_context_set(&v2, &key1, &two);
    rill_context_set(&v3, &key2, &three);
    ok(rill_context_get(&key1) == &two, "set anew within");
    start(0, looks, &key1);
    start(1, looks, &key2);
    is(join(0), 2, "inherited");
    is(join(1), 3, "both");
    rill_context_end(&inner);
    ok(rill_context_get(&key1) == &one, "the outer one is back");
    ok(!rill_context_get(&key2), "and the other gone");
    rill_context_end(&ctx);
    ok(!rill_context_get(&key1), "none is left");
}

/* The child of this task is jobs[3]. */
static int twice(void *arg)
{
    int r = wait_for_ever();

    (void)arg;
    if (r == -ECANCELED && rill_context_error() == -ECANCELED) {
        start(3, waits_a_while, NULL);
        rill_context_begin(&inner, RILL_FOREVER);
        rill_context_end(&inner);
        r = wait_for_ever();
    }
    return r;
}

static void alone(void)
{
    start(0, twice, NULL);
    start(2, waits_a_while, NULL);
    settle();
    is(rill_job_cancel(&jobs[0]), 0, "one task is cancelled");
    is(join(0), -ECANCELED, "until it ends, a context ended or not");
    is(rill_job_cancel(&jobs[0]), -ESRCH, "one that was joined");
    is(join(3), -ETIMEDOUT, "its child is not");
    is(join(2), -ETIMEDOUT, "nor another task");
    jobs[1] = (struct rill_job){0};
    start(1, waits, NULL);
    is(rill_job_cancel(&jobs[1]), 0, "before it has run");
    is(join(1), -ECANCELED, "it waits for nothing");
    is(why, -ECANCELED, "why");
}

/* Less than WHILE_NS, and more than the tasks below need, however busy the host is. */
#define SOON_NS ((RILL_HARTS > 1 ? 300 : 5) * RILL_MS)

static int goes_away(void *arg)
{
    struct rill_context mine;

    (void)arg;
    rill_context_begin(&mine, rill_after_ns(SOON_NS));
    start(1, twice, NULL);
    rill_yield();
    rill_task_exit(5);
}

static void breaks(void *arg)
{
    struct rill_context mine, more;

    rill_context_begin(&mine, rill_after_ns(SOON_NS));
    rill_context_begin(&more, RILL_FOREVER);
    rill_cancel_mask(true);
    if (arg)
        start(1, twice, NULL);
    rill_yield();
    rill_context_cancel(&more);
    rill_panic("in a context");
}

static struct rill_event nested_in;

static int nests_and_waits(void *arg)
{
    struct rill_context mine;
    int r;

    (void)arg;
    rill_context_begin(&mine, RILL_FOREVER);
    rill_event_set(&nested_in);
    r = wait_for_ever();
    start(2, waits_a_while, NULL);
    if (join(2) != -ECANCELED)
        r = 0;
    rill_context_end(&mine);
    return r ? wait_for_ever() : r;
}

static void breaks_around(void *arg)
{
    struct rill_context mine;

    (void)arg;
    rill_context_begin(&mine, RILL_FOREVER);
    start(1, nests_and_waits, NULL);
    rill_event_wait(&nested_in, RILL_FOREVER);
    rill_panic("in a context");
}

static void left_behind(void)
{
    start(0, goes_away, NULL);
    is(join(0), 5, "a task exits in its own context");
    is(join(1), -ECANCELED, "who was in it is cancelled");
    join(3);

    is(rill_try(breaks, NULL, NULL), 1, "a panic leaves two");
    ok(!rill_canceled() && !rill_context_error(), "they are left");
    ok(!rill_cancel_mask(false), "no longer masked");
    is(waits_a_while(NULL), -ETIMEDOUT, "and no deadline");
    rill_context_begin(&ctx, RILL_FOREVER);
    is(rill_try(breaks, "x", NULL), 1,
       "a panic leaves two with a task in them");
    ok(!rill_canceled(), "they are left, and only they");
    is(join(1), -ECANCELED, "the task is cancelled");
    join(3);
    is(rill_try(breaks_around, NULL, NULL), 1, "a panic around another's");
    is(join(1), -ECANCELED, "it is cancelled, in its own and after");
    is(rill_context_end(&ctx), 0, "the outermost ends well");
}

int main(void)
{
    size_t tasks = rill_task_count(), blocks;

    plan(90);
    own();
    children();
    blocks = blocks_now();
    nested();
    deadlines();
    values();
    ok(blocks_now() == blocks, "no block leaked");
    alone();
    left_behind();
    ok(rill_task_count() == tasks, "no task leaked");
    return done();
}
