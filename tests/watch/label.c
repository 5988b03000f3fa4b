/* watch/label.c -- a task's children inherit its label, and no other task gets it. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.stack_bytes = SMALL};

static const char *seen;
static volatile bool looked_at;

static int look(void *arg)
{
    (void)arg;
    seen = rill_label(rill_self());
    return 0;
}

static int relabel(void *arg)
{
    struct rill_job job = {0};

    rill_label_set(arg);
    if (rill_spawn(&job, &small, look, NULL))
        return -1;
    return rill_join(&job, RILL_FOREVER, NULL);
}

static int wait_a_bit(void *arg)
{
    (void)arg;
    while (!looked_at)
        rill_yield();
    return 0;
}

static void run(rill_task_fn *fn, const char *arg)
{
    struct rill_job job = {0};

    if (rill_spawn(&job, &small, fn, (void *)(uintptr_t)arg))
        bail("no memory");
    rill_join(&job, RILL_FOREVER, NULL);
}

int main(void)
{
    struct rill_job early = {0};

    plan(7);
    ok(!rill_label(rill_self()), "at start there is none");
    rill_spawn(&early, &small, wait_a_bit, NULL);
    rill_label_set("request 7");
    is(strcmp(rill_label(rill_self()), "request 7"), 0,
       "what was set is there");
    ok(!rill_label(early.task), "a child of before has none");
    looked_at = true;
    rill_join(&early, RILL_FOREVER, NULL);
    seen = NULL;
    run(look, NULL);
    ok(seen && !strcmp(seen, "request 7"), "a child starts with it");
    run(relabel, "request 8");
    ok(seen && !strcmp(seen, "request 8"), "a grandchild with its parent's");
    ok(!strcmp(rill_label(rill_self()), "request 7"), "ours is as it was");
    rill_label_set(NULL);
    run(look, NULL);
    ok(!seen, "none is inherited as well");
    return done();
}
