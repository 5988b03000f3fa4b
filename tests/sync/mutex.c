// qemu: -icount shift=0,sleep=off
/* sync/mutex.c -- one holder at a time, first come first served, deadlines. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "worker",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

static struct rill_mutex m;
static unsigned inside, worst, total;
static char order[8];
static unsigned order_len;

static int work(void *arg)
{
    (void)arg;
    for (int i = 0; i < 20; i++) {
        rill_mutex_lock(&m, RILL_FOREVER);
        inside++;
        worst = inside > worst ? inside : worst;
        rill_yield();
        total++;
        inside--;
        rill_mutex_unlock(&m);
    }
    return 0;
}

static int take_turn(void *arg)
{
    rill_mutex_lock(&m, RILL_FOREVER);
    order[ticket(&order_len)] = *(const char *)arg;
    rill_mutex_unlock(&m);
    return 0;
}

static int try_briefly(void *arg)
{
    (void)arg;
    return rill_mutex_lock(&m, rill_after_ns(2 * RILL_MS));
}

int main(void)
{
    struct rill_job jobs[3] = {0};
    int result;
    uint64_t start;

    plan(12);
    is(rill_mutex_lock(&m, RILL_POLL), 0, "all zero is unlocked");
    rill_mutex_unlock(&m);
    is(rill_mutex_lock(&m, RILL_FOREVER), 0, "lock again");
    rill_mutex_unlock(&m);

    for (int i = 0; i < 3; i++)
        rill_spawn(&jobs[i], &small, work, NULL);
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    is(worst, 1, "never two inside");
    is(total, 60, "all had their turns");

    rill_mutex_lock(&m, RILL_FOREVER);
    for (int i = 0; i < 3; i++) {
        rill_spawn(&jobs[i], &small, take_turn, (void *)&"abc"[i]);
        in_turn();
    }
    settle();
    is(order_len, 0, "they wait");
    rill_mutex_unlock(&m);
    if (RILL_HARTS > 1)
        skip(1, "all may have had it already");
    else
        is(rill_mutex_lock(&m, RILL_POLL), -ETIMEDOUT,
           "unlock hands it over: the unlocker cannot take it back");
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok(memcmp(order, "abc", 4) == 0, "in the order they came: %s", order);

    rill_mutex_lock(&m, RILL_FOREVER);
    start = rill_now_ns();
    rill_spawn(&jobs[0], &small, try_briefly, NULL);
    rill_spawn(&jobs[1], &small, take_turn, "d");
    rill_join(&jobs[0], RILL_FOREVER, &result);
    is(result, -ETIMEDOUT, "a lock that times out");
    ok(rill_now_ns() - start >= 2 * RILL_MS, "not early");
    rill_mutex_unlock(&m);
    is(rill_join(&jobs[1], RILL_FOREVER, NULL), 0,
       "who gave up is passed over");
    is(order[3], 'd', "the next one got it");
    is(rill_mutex_lock(&m, RILL_POLL), 0, "free in the end");
    return done();
}
