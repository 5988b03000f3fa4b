/* watch/key.c -- each task has its own values of keys, and Rill destroys them when the task
 * ends. */
#include <errno.h>

#include <rill/rill.h>

#include "../tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.stack_bytes = SMALL};

static int order[4], destroyed;
static long sum;

static void destroy_first(void *value)
{
    order[destroyed++ & 3] = 1;
    sum += *(int *)value;
}

static void destroy_second(void *value)
{
    order[destroyed++ & 3] = 2;
    sum += *(int *)value;
}

static struct rill_key first = {.destroy = destroy_first};
static struct rill_key second = {.destroy = destroy_second};
static struct rill_key plain;

static int again_rounds;
static void set_again(void *value);
static struct rill_key again = {.destroy = set_again};

static void set_again(void *value)
{
    again_rounds++;
    rill_key_set(&again, value);
}

static int ten = 10, three = 3;

static int both(void *arg)
{
    int wrong = rill_key_get(&first) || rill_key_get(&second);

    wrong |= rill_key_set(&first, &ten) | rill_key_set(&second, &three);
    rill_yield();
    wrong |= rill_key_get(&first) != &ten || rill_key_get(&second) != &three;
    if (arg)
        rill_task_exit(wrong);
    return wrong;
}

static int cleared(void *arg)
{
    (void)arg;
    rill_key_set(&first, &ten);
    return rill_key_set(&first, NULL);
}

static int without_end(void *arg)
{
    (void)arg;
    return rill_key_set(&again, &ten);
}

static int run(rill_task_fn *fn, void *arg)
{
    struct rill_job job = {0};
    int r = -1;

    if (rill_spawn(&job, &small, fn, arg))
        bail("no memory");
    rill_join(&job, RILL_FOREVER, &r);
    return r;
}

int main(void)
{
    static struct rill_key many[RILL_KEYS_MAX];
    size_t blocks;
    int r = 0, given = 0;

    leaves("main's values, until it ends");
    plan(16);
    ok(!rill_key_get(&plain), "a key that was never set has no value");
    is(rill_key_set(&plain, &ten), 0, "set");
    ok(rill_key_get(&plain) == &ten, "and get");
    is(rill_key_set(&first, &three), 0, "a value of the first task");
    is(run(both, NULL), 0, "two values of another");
    is(destroyed, 2, "two destroyers ran");
    ok(order[0] == 2 && order[1] == 1, "the newest key's first");
    is(sum, 13, "each with its value");
    ok(rill_key_get(&first) == &three, "ours is as it was");
    is(run(both, &ten), 0, "the same by rill_task_exit");
    is(destroyed, 4, "two more destroyers ran");
    blocks = blocks_now();
    run(cleared, NULL);
    is(destroyed, 4, "no destroyer for NULL");
    run(without_end, NULL);
    is(again_rounds, 4, "a destroyer that sets its key: four rounds");
    is((long)blocks_now(), (long)blocks, "no block is lost");
    for (unsigned i = 0; i < RILL_KEYS_MAX && !r; i++) {
        r = rill_key_set(&many[i], &ten);
        given += !r;
    }
    is(r, -ENOSPC, "keys come to an end");
    is(given, RILL_KEYS_MAX - 4, "after as many as are promised");
    return done();
}
