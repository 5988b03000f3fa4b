/* sched/harts_task.c -- tasks start, end, fail, are cancelled and are waited for on all harts; and
 * they leave nothing behind. */
#include <stdlib.h>

#include "../many.h"

enum { DRIVERS = 16, OWN = sizeof(void *) * 240 + 1024 };

RILL_CHAN(never, int, 0);
static unsigned destroyed, first_runs, exits;
static _Thread_local unsigned mine;

/* The hooks of a task's life, which all harts call. */
static void tell_first(struct rill_hooks *h)
{
    (void)h;
    ticket(&first_runs);
}

static void tell_exit(struct rill_hooks *h, int result)
{
    (void)h;
    (void)result;
    ticket(&exits);
}

static struct rill_hooks hooks = {.first_run = tell_first, .exit = tell_exit};

/* ---- a tree: each task starts two tasks and waits for them ---- */

static int grows(void *arg)
{
    uintptr_t left = (uintptr_t)arg;
    struct rill_job jobs[2];
    int a, b;

    if (!left)
        return 1;
    start_one(&jobs[0], grows, (void *)(left - 1));
    start_one(&jobs[1], grows, (void *)(left - 1));
    must(rill_join(&jobs[1], RILL_FOREVER, &b) == 0);
    must(rill_join(&jobs[0], RILL_FOREVER, &a) == 0);
    return a + b;
}

static void trees(void)
{
    unsigned n = 0;

    WHILE_TIME(40, 2 * RILL_S)
    {
        struct rill_job job;
        int leaves_;

        start_one(&job, grows, (void *)8);
        rill_join(&job, RILL_FOREVER, &leaves_);
        must(leaves_ == 256);
        n++;
    }
    is(wrong, 0, "trees of 511 tasks, each joined by who has started it");
    ok(n >= 2, "%u of them", n);
}

/* ---- in the caller's memory, which is the caller's again after the join ---- */

static char own[DRIVERS][OWN] __attribute__((aligned(16)));

static int stands_there(void *arg)
{
    volatile char room[64];

    room[0] = (char)(uintptr_t)arg;
    rill_yield();
    return room[0];
}

static int reuses(void *arg)
{
    char *memory = own[(uintptr_t)arg];
    struct rill_task_opts opts = {.memory = memory, .memory_bytes = OWN};
    struct rill_job job;
    int r;

    WHILE_TIME(200, 2 * RILL_S)
    {
        must(rill_spawn(&job, &opts, stands_there, arg) == 0);
        must(rill_join(&job, RILL_FOREVER, &r) == 0 &&
             r == (int)(uintptr_t)arg);
        memset(memory, 0x5a, OWN);
        rill_yield();
        for (unsigned i = 0; i < OWN; i++)
            if (memory[i] != 0x5a) {
                ticket(&wrong);
                break;
            }
    }
    return 0;
}

/* ---- tasks are cancelled, wherever they run ---- */

static int waits_somehow(void *arg)
{
    struct rill_arm arms[2] = {{.op = RILL_RECV, .ch = &never},
                               {.op = RILL_SEND, .ch = &never}};
    int v = 0;

    arms[0].value = arms[1].value = &v;
    switch ((uintptr_t)arg % 5) {
    case 0:
        return rill_chan_recv(&never, &v, RILL_FOREVER);
    case 1:
        return rill_select(arms, 1, RILL_FOREVER);
    case 2:
        return rill_sleep_ns(3600 * RILL_S);
    case 3:
        return rill_chan_recv(&never, &v, rill_after_ns(3600 * RILL_S));
    default:
        while (!rill_canceled())
            rill_yield();
        return rill_sleep_ns(1);
    }
}

static int cancels(void *arg)
{
    struct rill_job jobs[5];
    int r;

    (void)arg;
    WHILE_TIME(60, 2 * RILL_S)
    {
        for (uintptr_t i = 0; i < 5; i++)
            start_one(&jobs[i], waits_somehow, (void *)i);
        for (unsigned i = 0; i < 5; i++)
            must(rill_job_cancel(&jobs[i]) == 0);
        for (unsigned i = 0; i < 5; i++)
            must(rill_join(&jobs[i], RILL_FOREVER, &r) == 0 && r == -ECANCELED);
    }
    return 0;
}

/* ---- groups, contexts with a deadline, the first error ---- */

static int member(void *arg)
{
    rill_yield();
    if (arg)
        return -EIO;
    return rill_sleep_ns(3600 * RILL_S);
}

static int leads(void *arg)
{
    struct rill_group g;
    struct rill_context c;
    int v;

    (void)arg;
    WHILE_TIME(40, 2 * RILL_S)
    {
        rill_group_begin(&g, RILL_FOREVER);
        for (int i = 0; i < 4; i++)
            must(rill_group_go(&g, &small, member, NULL) == 0);
        must(rill_group_go(&g, &small, member, &g) == 0);
        must(rill_group_wait(&g, RILL_FOREVER) == -EIO);
        rill_context_begin(&c, rill_after_ns(50 * RILL_US));
        must(rill_chan_recv(&never, &v, RILL_FOREVER) == -ECANCELED);
        must(rill_context_end(&c) == -ETIMEDOUT);
        must(!rill_canceled());
    }
    return 0;
}

/* ---- keys, labels, a task's own variables, a panic that is caught ---- */

static void destroy(void *value)
{
    must(value != NULL);
    ticket(&destroyed);
}

static struct rill_key key = {.destroy = destroy};

static void breaks(void *arg)
{
    rill_yield();
    rill_panic("task %u", (unsigned)(uintptr_t)arg);
}

static int child(void *arg)
{
    must(mine == 0 && errno == 0);
    must(!rill_key_get(&key) && rill_label(rill_self()) == arg);
    return 0;
}

static int owns(void *arg)
{
    static const char names[DRIVERS][2] = {"a", "b", "c", "d", "e", "f",
                                           "g", "h", "i", "j", "k", "l",
                                           "m", "n", "o", "p"};
    uintptr_t me = (uintptr_t)arg;
    struct rill_job job;

    mine = (unsigned)me + 1;
    errno = (int)me + 1;
    must(rill_key_set(&key, &mine) == 0);
    rill_label_set(names[me]);
    WHILE_TIME(30, 2 * RILL_S)
    {
        struct rill_panic_info info;

        must(rill_try(breaks, arg, &info) == 1);
        must(strncmp(info.text, "task ", 5) == 0 &&
             strtoul(info.text + 5, NULL, 10) == me);
        start_one(&job, child, (void *)(uintptr_t)names[me]);
        rill_join(&job, RILL_FOREVER, NULL);
        must(mine == me + 1 && errno == (int)me + 1);
        must(rill_key_get(&key) == &mine);
        must(rill_label(rill_self()) == names[me]);
    }
    return 0;
}

static void check(rill_task_fn *fn, const char *what)
{
    size_t tasks = rill_task_count(), blocks;

    run_many(DRIVERS, fn);
    settle();
    blocks = blocks_now();
    run_many(DRIVERS, fn);
    settle();
    is(wrong, 0, what);
    /* A hart that the host has stopped may be about to give a task's block back. */
    for (uint64_t until = rill_after_ns(5 * RILL_S);
         (rill_task_count() != tasks || blocks_now() != blocks) &&
         rill_now_ns() < until;)
        linger();
    ok(rill_task_count() == tasks && blocks_now() == blocks,
       "no task is left, and no block is lost");
}

int main(void)
{
    uint32_t spawned;
    struct rill_stats before, after;

    plan(13);
    diag("%u harts", harts_ready());
    trees();
    rill_stats_read(&before);
    rill_hooks_add(&hooks);
    check(reuses, "memory of the caller's, used again at once");
    rill_hooks_remove(&hooks);
    rill_stats_read(&after);
    spawned = after.spawns - before.spawns;
    is((long)first_runs, (long)spawned, "the hooks were told of each task");
    is((long)exits, (long)spawned, "and of its end");
    check(cancels, "who is cancelled says so, whatever it waits for");
    check(leads, "groups and deadlines");
    check(owns, "keys, labels, errno, and panics that are caught");
    is((long)destroyed, 2 * DRIVERS, "each key's value is destroyed once");
    return done();
}
