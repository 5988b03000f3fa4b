// qemu: -icount shift=0,sleep=off
// no-stress: how many members run at a time is compared
/* scope/group.c -- groups: the first error, the members that it cancels, limits, deadlines, groups
 * in groups, many members, and groups that their beginner leaves behind. */
#include <errno.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "member",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

RILL_CHAN(never, int, 0);

static struct rill_group g;
static int ran, canceled, most;
static volatile bool hold; /* no member fails before all have been started */

/* The member's result is arg. A negative result comes after two yields. */
static int gives(void *arg)
{
    int result = (int)(intptr_t)arg;

    for (int i = 0; result < 0 && (i < 2 || hold); i++)
        rill_yield();
    ticket(&ran);
    return result;
}

static int waits(void *arg)
{
    int v, r = rill_chan_recv(&never, &v, RILL_FOREVER);

    (void)arg;
    if (r == -ECANCELED)
        ticket(&canceled);
    ticket(&ran);
    return r;
}

/* A member that does not let the cancellation stop it. */
static int takes_long(void *arg)
{
    rill_cancel_mask(true);
    rill_sleep_ns((RILL_HARTS > 1 ? 500 : 50) * RILL_MS);
    ticket(&ran);
    return (int)(intptr_t)arg;
}

static int go(rill_task_fn *fn, int arg)
{
    return rill_group_go(&g, &small, fn, (void *)(intptr_t)arg);
}

static void begin(uint64_t deadline_ns)
{
    ran = canceled = 0;
    rill_group_begin(&g, deadline_ns);
}

static void errors(void)
{
    int v, r;

    begin(RILL_FOREVER);
    is(rill_group_wait(&g, RILL_FOREVER), 0, "nobody");
    begin(RILL_FOREVER);
    for (int i = 0; i < 3; i++)
        go(gives, 0);
    is(rill_group_wait(&g, RILL_FOREVER), 0, "all go well");
    is(ran, 3, "three");

    begin(RILL_FOREVER);
    hold = true;
    go(waits, 0);
    go(gives, -EIO);
    go(gives, -ENOENT);
    go(waits, 0);
    hold = false;
    r = rill_group_wait(&g, RILL_FOREVER);
    ok(r == -EIO || (RILL_HARTS > 1 && r == -ENOENT), "the first error");
    is(canceled, 2, "cancels the rest");
    is(ran, 4, "all have ended");
    ok(!rill_canceled(), "the beginner is not cancelled after it");

    begin(RILL_FOREVER);
    go(gives, 7);
    is(rill_chan_recv(&never, &v, RILL_FOREVER), -ECANCELED,
       "before it waits for them the beginner is cancelled with the rest");
    is(go(gives, 0), -ECANCELED, "and starts no more");
    is(rill_group_wait(&g, RILL_FOREVER), 7, "any result but 0 is an error");
    is(ran, 1, "nobody else ran");

    begin(RILL_FOREVER);
    go(waits, 0);
    settle();
    rill_context_cancel(&g.context);
    is(rill_group_wait(&g, RILL_FOREVER), -ECANCELED, "cancelled by a call");
    is(canceled, 1, "the member too");

    begin(RILL_FOREVER);
    is(rill_group_go(&g, &(struct rill_task_opts){.stack_bytes = 1}, gives, 0),
       -EINVAL, "a member that cannot be started");
    is(rill_group_go(&g,
                     &(struct rill_task_opts){.stack_bytes = (size_t)1 << 28},
                     gives, 0),
       -ENOMEM, "nor this one");
    go(gives, 0);
    is(rill_group_wait(&g, RILL_FOREVER), -EINVAL, "the first is the error");
    is(ran, 1, "and the others go on");
}

static int breaks(void *arg)
{
    (void)arg;
    do
        rill_yield();
    while (hold);
    rill_panic("in a member");
}

static void panics(void)
{
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    begin(RILL_FOREVER);
    hold = true;
    go(waits, 0);
    go(breaks, 0);
    go(waits, 0);
    hold = false;
    is(rill_group_wait(&g, RILL_FOREVER), -ENOTRECOVERABLE, "one panics");
    is(canceled, 2, "that cancels the rest");
    rill_panic_ends(RILL_PANIC_ENDS_MACHINE);
}

static void deadlines(void)
{
    uint64_t at = rill_after_ns(20 * RILL_MS);

    begin(at);
    go(waits, 0);
    go(waits, 0);
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "the group's deadline");
    ok(!g.running && canceled == 2 && rill_now_ns() >= at, "ends all");
    begin(RILL_POLL);
    is(go(waits, 0), -ECANCELED, "one that has passed lets nobody begin");
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "which is the error");

    begin(RILL_FOREVER);
    go(takes_long, -EIO);
    is(rill_group_wait(&g, RILL_POLL), -ETIMEDOUT, "a poll");
    is(rill_group_wait(&g, rill_after_ns(RILL_MS)), -ETIMEDOUT,
       "the wait's deadline");
    is((long)g.running, 1, "the group goes on");
    is(go(gives, 0), 0, "and takes another");
    ok(!rill_canceled(), "it is not cancelled");
    is(rill_group_wait(&g, RILL_FOREVER), -EIO, "an error after that");

    begin(RILL_FOREVER);
    go(takes_long, 0);
    go(gives, -EIO);
    in_turn();
    is(rill_group_wait(&g, rill_after_ns(RILL_MS)), -ETIMEDOUT,
       "a deadline after the error");
    ok(rill_canceled(), "in the group again, and so cancelled");
    is(rill_group_wait(&g, RILL_FOREVER), -EIO, "the error is kept");
    ok(!rill_canceled(), "no longer");
}

/* ---- the beginner is cancelled ---- */

static int waits_for_group(void *arg)
{
    int r;

    rill_group_begin(&g, RILL_FOREVER);
    go(arg ? takes_long : waits, 0);
    go(waits, 0);
    r = rill_group_wait(&g, RILL_FOREVER);
    return g.running || !rill_canceled() ? 99 : r;
}

static void beginners(void)
{
    struct rill_context c;
    struct rill_job job;
    int result = 0;

    for (int i = 0; i < 2; i++) {
        ran = canceled = 0;
        rill_spawn(&job, &small, waits_for_group, i ? "long" : NULL);
        settle();
        settle();
        rill_job_cancel(&job);
        rill_join(&job, RILL_FOREVER, &result);
        is(result, -ECANCELED,
           i ? "a member that takes long" : "it is handed on");
        is(ran, 2, "all are waited for");
    }
    rill_context_begin(&c, rill_after_ns(10 * RILL_MS));
    begin(RILL_FOREVER);
    go(waits, 0);
    go(takes_long, 0);
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "an outer deadline");
    is(ran, 2, "all are waited for");
    begin(RILL_FOREVER);
    is(go(waits, 0), -ECANCELED, "a group begun in a cancelled context");
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "says so");
    begin(RILL_FOREVER);
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "so does an empty one");
    begin(RILL_FOREVER);
    rill_cancel_mask(true);
    is(rill_group_wait(&g, RILL_FOREVER), 0, "but not to one that is masked");
    rill_cancel_mask(false);
    rill_context_end(&c);
}

/* ---- limits ---- */

static int inside(void *arg)
{
    int now = ticket((int *)arg) + 1;

    most = now > most ? now : most;
    rill_yield();
    if (ran % 3 == 0)
        rill_yield();
    ticket(&ran);
    __atomic_fetch_sub((int *)arg, 1, __ATOMIC_SEQ_CST);
    return 0;
}

static void limits(void)
{
    int n = 0, r = 0;

    most = 0;
    begin(RILL_FOREVER);
    rill_group_limit(&g, 4);
    for (int i = 0; !r && i < 1000; i++)
        r = rill_group_go(&g, &small, inside, &n);
    is(r, 0, "a thousand, four at a time");
    is(rill_group_wait(&g, RILL_FOREVER), 0, "all go well");
    is(ran, 1000, "all ran");
    ok(most == 4 || (RILL_HARTS > 1 && most < 4), "four at a time: %d", most);

    begin(RILL_FOREVER);
    rill_group_limit(&g, 1);
    go(gives, -EIO);
    is(go(gives, 0), -ECANCELED, "an error while it waits for room");
    is(rill_group_wait(&g, RILL_FOREVER), -EIO, "the error");
    is(ran, 1, "no more ran");

    begin(RILL_FOREVER);
    rill_group_limit(&g, 1);
    go(gives, -EIO);
    rill_cancel_mask(true);
    is(go(gives, 0), -ECANCELED, "the same of one that is masked");
    rill_cancel_mask(false);
    is(rill_group_wait(&g, RILL_FOREVER), -EIO, "the error");

    begin(rill_after_ns(10 * RILL_MS));
    rill_group_limit(&g, 1);
    go(takes_long, 0);
    is(go(gives, 0), -ECANCELED, "a deadline while it waits for room");
    is(rill_group_wait(&g, RILL_FOREVER), -ETIMEDOUT, "is the error");

    begin(RILL_FOREVER);
    rill_group_limit(&g, 1);
    go(gives, 0);
    is(rill_group_go(&g,
                     &(struct rill_task_opts){.stack_bytes = (size_t)1 << 28},
                     gives, 0),
       -ENOMEM, "no memory for who has waited for room");
    is(go(gives, 0), 0, "gives its place back");
    is(rill_group_wait(&g, RILL_FOREVER), -ENOMEM, "but is the error");

    begin(RILL_FOREVER);
    rill_group_go(&g, &(struct rill_task_opts){.stack_bytes = 1}, gives, 0);
    go(waits, 0);
    go(gives, -EIO);
    is(rill_group_wait(&g, RILL_FOREVER), -EINVAL, "the first error is kept");
    is(canceled, 1, "and the second cancels");
}

/* As many members at once as fit, up to a thousand. */
static void many(void)
{
    int n = 0;

    begin(RILL_FOREVER);
    while (n < 1000 && go(waits, 0) == 0)
        n++;
    diag("%d at once", n);
    ok(n >= 4, "many at once");
    settle();
    is((long)g.running, n, "all run");
    go(gives, -EIO);
    rill_context_cancel(&g.context);
    ok(rill_group_wait(&g, RILL_FOREVER) < 0, "one ends them");
    ok(canceled == n && !g.running, "all");
}

/* ---- groups in groups, and members that start members ---- */

static int nests(void *arg)
{
    struct rill_group in;
    int r;

    rill_group_begin(&in, RILL_FOREVER);
    rill_group_go(&in, &small, waits, NULL);
    rill_group_go(&in, &small, gives, arg);
    r = rill_group_wait(&in, RILL_FOREVER);
    ticket(&ran);
    return arg == (void *)-EIO && r == -EIO ? 0 : r;
}

static int grows(void *arg)
{
    int left = (int)(intptr_t)arg;

    if (left)
        go(grows, left - 1);
    ticket(&ran);
    return 0;
}

static void nested(void)
{
    begin(RILL_FOREVER);
    go(nests, -EIO);
    go(nests, -EIO);
    is(rill_group_wait(&g, RILL_FOREVER), 0, "an inner error, dealt with");
    is(canceled, 2, "cancels in the inner group");
    is(ran, 6, "all ended");
    begin(RILL_FOREVER);
    go(nests, 0);
    go(nests, -ENOENT);
    is(rill_group_wait(&g, RILL_FOREVER), -ENOENT, "an inner error, passed on");
    ok(canceled == 2 || (RILL_HARTS > 1 && canceled == 1),
       "cancels what is in the other, if it has begun");
    begin(RILL_FOREVER);
    go(grows, 20);
    is(rill_group_wait(&g, RILL_FOREVER), 0, "a member that starts members");
    is(ran, 21, "each of them");
}

/* ---- groups that are left behind ---- */

static void panics_with_group(void *arg)
{
    struct rill_group mine;

    (void)arg;
    rill_group_begin(&mine, RILL_FOREVER);
    rill_group_go(&mine, &small, takes_long, NULL);
    rill_group_go(&mine, &small, waits, NULL);
    rill_yield();
    rill_panic("with a group");
}

static int exits_with_group(void *arg)
{
    struct rill_group mine;

    (void)arg;
    rill_group_begin(&mine, RILL_FOREVER);
    rill_group_go(&mine, &small, takes_long, NULL);
    rill_group_go(&mine, &small, waits, NULL);
    rill_task_exit(3);
}

static void left_behind(void)
{
    struct rill_job job;
    int result = 0;

    ran = canceled = 0;
    is(rill_try(panics_with_group, NULL, NULL), 1, "a panic leaves a group");
    is(ran, 2, "its members were waited for");
    is(canceled, 1, "and cancelled");
    ok(!rill_canceled() && !rill_context_error(), "it is left");
    ran = canceled = 0;
    rill_spawn(&job, &small, exits_with_group, NULL);
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 3, "an exit leaves a group");
    is(ran, 2, "its members were waited for");
    is(canceled, 1, "and cancelled");
}

int main(void)
{
    size_t tasks = rill_task_count(), blocks;

    plan(79);
    many();
    blocks = blocks_now();
    errors();
    panics();
    deadlines();
    beginners();
    limits();
    nested();
    left_behind();
    ok(rill_task_count() == tasks, "no task leaked");
    ok(blocks_now() == blocks, "no block leaked");
    return done();
}
