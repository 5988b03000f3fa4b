// qemu: -icount shift=0,sleep=off
/* sched/task.c -- tasks: start, order, join, names, limits; and no task leaves anything behind. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static char order[16];
static unsigned order_len;

static int record_thrice(void *arg)
{
    for (int i = 0; i < 3; i++) {
        order[ticket(&order_len)] = *(const char *)arg;
        rill_yield();
    }
    return 0;
}

static int give_back(void *arg)
{
    return (int)(intptr_t)arg;
}

__attribute__((noinline)) static void exit_deep(int depth)
{
    if (depth < 0)
        return;
    if (depth > 0)
        exit_deep(depth - 1);
    rill_task_exit(-EIO);
}

static int exit_from_depth(void *arg)
{
    (void)arg;
    exit_deep(3);
    return 1;
}

static int check_name(void *arg)
{
    return strcmp(rill_task_name(rill_self()), arg);
}

static volatile bool released;

static int yield_until_released(void *arg)
{
    while (!released)
        rill_yield();
    return (int)(intptr_t)arg;
}

static int yield_often(void *arg)
{
    for (int i = 0; i < 1000; i++)
        rill_yield();
    return (int)(intptr_t)arg;
}

static void test_join(void)
{
    struct rill_job job = {0}, other = {0};
    int result = 0;

    is(rill_spawn(&job, NULL, give_back, (void *)42), 0, "spawn");
    ok_in_order(rill_task_count() == 2, "two tasks exist");
    is(rill_join(&job, RILL_FOREVER, &result), 0, "join");
    is(result, 42, "the result is what it returned");
    is((long)rill_task_count(), 1, "one is left");

    rill_spawn(&job, NULL, give_back, (void *)7);
    settle();
    is((long)rill_task_count(), 1, "it ended before anybody joined it");
    is(rill_join(&job, RILL_POLL, &result), 0, "join after the end");
    is(result, 7, "its result was kept");

    rill_spawn(&job, NULL, exit_from_depth, NULL);
    rill_join(&job, RILL_FOREVER, &result);
    is(result, -EIO, "rill_task_exit ends it from any depth");

    rill_spawn(&job, NULL, yield_until_released, (void *)3);
    is(rill_join(&job, RILL_POLL, &result), -ETIMEDOUT, "join without waiting");
    is(rill_join(&job, rill_after_ns(1), NULL), -ETIMEDOUT,
       "join with too little time");
    released = true;
    is(rill_join(&job, RILL_FOREVER, NULL), 0, "join later");

    rill_spawn(&job, NULL, give_back, (void *)1);
    rill_spawn(&other, NULL, give_back, (void *)2);
    rill_join(&other, RILL_FOREVER, &result);
    is(result, 2, "join the second first");
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 1, "then the first");
}

static void test_order(void)
{
    struct rill_job jobs[3] = {0};

    for (unsigned i = 0; i < 3; i++)
        rill_spawn(&jobs[i], NULL, record_thrice, (void *)&"abc"[i]);
    ok_in_order(!order_len, "spawn does not run the task");
    for (unsigned i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok_in_order(strcmp(order, "abcabcabc") == 0,
                "yield is first come first served: %s", order);
    order_len = 0;
    is(rill_go(record_thrice, "g"), 0, "go");
    rill_yield();
    ok_in_order(order_len == 1, "yield lets a ready task run once");
    settle();
    settle();
    settle();
    is((long)rill_task_count(), 1, "and it ended");
}

static void test_names(void)
{
    struct rill_job job = {0};
    struct rill_task_opts opts = {.name = "wren"};
    int result = 1;

    ok(strcmp(rill_task_name(rill_self()), "main") == 0,
       "the first task is called %s", rill_task_name(rill_self()));
    rill_spawn(&job, &opts, check_name, "wren");
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 0, "a name that was given");
    rill_spawn(&job, NULL, check_name, "task");
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 0, "a name that was not");
}

static void test_limits(void)
{
    static const size_t bad[] = {1, RILL_STACK_MIN_BYTES - 1, SIZE_MAX,
                                 SIZE_MAX - 15}; /* the last two: no memory */
    struct rill_job job, before;
    struct rill_task_opts opts = {.stack_bytes = RILL_STACK_MIN_BYTES};
    int result = 0;

    memset(&job, 0xa5, sizeof job);
    before = job;
    errno = 77;
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        opts.stack_bytes = bad[i];
        is(rill_spawn(&job, &opts, give_back, NULL), i < 2 ? -EINVAL : -ENOMEM,
           "a bad stack");
    }
    opts.stack_bytes = SIZE_MAX / 4;
    ok(rill_spawn(&job, &opts, give_back, NULL) < 0, "a huge stack");
    ok(memcmp(&job, &before, sizeof job) == 0, "the job is untouched");
    is(errno, 77, "errno is untouched");

    memset(&job, 0, sizeof job);
    opts.stack_bytes = RILL_STACK_MIN_BYTES;
    is(rill_spawn(&job, &opts, yield_often, (void *)5), 0, "smallest stack");
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 5, "is enough to yield on");
}

/* The memory is no block of the kernel, and is the caller's again when the task has ended. */
static void test_memory(void)
{
    static char mine[RILL_STACK_MIN_BYTES + 512] __attribute__((aligned(16)));
    struct rill_task_opts opts = {.memory = mine, .memory_bytes = sizeof mine};
    struct rill_job job = {0};
    size_t blocks = blocks_now();
    int wrong = 0, result = 0;

    for (int i = 1; i <= 3; i++) {
        wrong += rill_spawn(&job, &opts, yield_often, (void *)(intptr_t)i) != 0;
        wrong += rill_join(&job, RILL_FOREVER, &result) != 0 || result != i;
    }
    is(wrong, 0, "one task after the other in memory of the caller's");
    is((long)blocks_now(), (long)blocks, "which stays the caller's");
}

RILL_CHAN(gate, char, 0);

static int wait_at_gate(void *arg)
{
    char c;

    (void)arg;
    return rill_chan_recv(&gate, &c, RILL_FOREVER);
}

/* Start tasks until memory is out, and let them end.   returns  how many fitted. */
static long fill_memory(int *error)
{
    long n = 0;

    while ((*error = rill_go(wait_at_gate, NULL)) == 0)
        n++;
    settle();
    rill_chan_close(&gate);
    for (int i = 0; i < 3; i++)
        rill_yield();
    in_turn();
    rill_chan_init(&gate, NULL, 1, 0); /* no task waits in it: use it again */
    return n;
}

static void test_memory_out(void)
{
    int error;
    long first, second;
    size_t blocks;

    first = fill_memory(&error);
    is(error, -ENOMEM, "memory runs out");
    ok(first >= 2, "after %ld tasks", first);
    is((long)rill_task_count(), 1, "all are gone");
    blocks = blocks_now();
    second = fill_memory(&error);
    is(error, -ENOMEM, "it runs out again");
    /* On many harts another hart may keep a few blocks (kernel/memory/many/spill.c). */
    ok(second <= first && second + 32 * (RILL_HARTS - 1) >= first,
       "after as many tasks: %ld", second);
    is((long)rill_task_count(), 1, "all are gone again");
    is((long)blocks_now(), (long)blocks, "no block leaked");
}

int main(void)
{
    plan(40);
    test_join();
    test_order();
    test_names();
    test_limits();
    test_memory();
    test_memory_out();
    return done();
}
