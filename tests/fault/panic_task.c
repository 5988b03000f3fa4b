// qemu: -icount shift=0,sleep=off
/* fault/panic_task.c -- panics and faults that end only their task. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

RILL_CHAN(numbers, int, 0);

static char said[16];
static size_t at;

static void say(void *letter)
{
    said[at++] = *(const char *)letter;
}

static void in_order(const char *expected, const char *name)
{
    said[at] = 0;
    if (!ok(!strcmp(said, expected), "%s", name))
        diag("got %s, expected %s", said, expected);
    at = 0;
}

static int panics(void *arg)
{
    RILL_DEFER(say, "d");
    if (arg)
        rill_panic("in a task");
    return 0;
}

static int faults(void *arg)
{
    RILL_DEFER(say, "d");
    return *(volatile int *)arg;
}

static int faults_alone(void *arg)
{
    return *(volatile int *)arg;
}

static void panic_too(void *arg)
{
    (void)arg;
    rill_panic("in a deferred call");
}

static int panics_twice(void *arg)
{
    RILL_DEFER(say, "2");
    RILL_DEFER(panic_too, arg);
    RILL_DEFER(say, "1");
    rill_panic("to begin with");
}

static void exit_hook(struct rill_hooks *k, int result)
{
    (void)k;
    say(result == -ENOTRECOVERABLE ? "h" : "?");
}

static struct rill_hooks hooks = {.exit = exit_hook};
static struct rill_key key = {.destroy = say};

static int with_all(void *arg)
{
    rill_key_set(&key, "k");
    return panics(arg);
}

static void hook(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k;
    say(!strcmp(info->text, "in a task") && !info->is_fault ? "H" : "?");
}

static struct rill_panic_hook told = {.fn = hook};

static int sends(void *arg)
{
    (void)arg;
    for (int i = 0; i < 6; i++)
        rill_chan_send(&numbers, &i, RILL_FOREVER);
    return 0;
}

static int result_of(rill_task_fn *fn, void *arg)
{
    struct rill_job job = {0};
    int result = -1;

    rill_spawn(&job, NULL, fn, arg);
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

int main(void)
{
    struct rill_job jobs[2] = {0};
    size_t tasks, blocks;
    int value, sum = 0, result = 0, wrong = 0;

    plan(16);
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    is(result_of(panics, "x"), -ENOTRECOVERABLE, "a panic ends its task");
    in_order("d", "its deferred call ran");
    is(result_of(panics, NULL), 0, "another task of the same function");
    at = 0;
    is(result_of(faults, NULL), -ENOTRECOVERABLE, "so does a fault");
    in_order("d", "its deferred call ran");
    is(result_of(faults_alone, NULL), -ENOTRECOVERABLE,
       "and in a task that has deferred nothing");
    is(result_of(panics_twice, NULL), -ENOTRECOVERABLE, "two panics");
    in_order("12", "order");
    rill_panic_hook_add(&told);
    rill_hooks_add(&hooks);
    is(result_of(with_all, "x"), -ENOTRECOVERABLE, "with hooks and a key");
    rill_hooks_remove(&hooks);
    rill_panic_hook_remove(&told);
    in_order("dHhk", "deferred, told, exit hook, key");

    rill_spawn(&jobs[0], NULL, sends, NULL);
    for (int i = 0; i < 6; i++) {
        if (i == 3) {
            rill_spawn(&jobs[1], NULL, panics, "x");
            rill_yield();
        }
        rill_chan_recv(&numbers, &value, RILL_FOREVER);
        sum += value;
    }
    is(sum, 15, "others go on");
    is(rill_join(&jobs[1], RILL_FOREVER, &result), 0, "joined later");
    is(result, -ENOTRECOVERABLE, "its result");
    rill_join(&jobs[0], RILL_FOREVER, NULL);

    tasks = rill_task_count();
    blocks = blocks_now();
    for (int i = 0; i < 20; i++) {
        at = 0;
        wrong += result_of(i & 1 ? panics : faults, i & 1 ? "x" : NULL) !=
                 -ENOTRECOVERABLE;
    }
    ok(!wrong && rill_task_count() == tasks && blocks_now() == blocks,
       "twenty leak no task and no block");
    rill_sleep_ns(RILL_MS);
    ok(1, "the timer still works");
    rill_panic_ends(RILL_PANIC_ENDS_MACHINE);
    ok(1, "end");
    return done();
}
