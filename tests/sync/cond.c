// qemu: -icount shift=0,sleep=off
/* sync/cond.c -- no signal is lost, each signal wakes one task, in order; deadlines. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"
#include "workers.h"

static struct rill_mutex m;
static struct rill_cond c, room;
static char order[8];
static unsigned order_len, in_box, sent, received, sum;
static bool ready;

static int waiter(void *arg)
{
    int r;

    rill_mutex_lock(&m, RILL_FOREVER);
    r = rill_cond_wait(&c, &m, RILL_FOREVER);
    if (!rill_mutex_held(&m))
        r = 1;
    order[ticket(&order_len)] = *(const char *)arg;
    rill_mutex_unlock(&m);
    return r;
}

static int brief(void *arg)
{
    int r;

    (void)arg;
    rill_mutex_lock(&m, RILL_FOREVER);
    r = rill_cond_wait(&c, &m, rill_after_ns(2 * RILL_MS));
    if (!rill_mutex_held(&m))
        r = 1;
    rill_mutex_unlock(&m);
    return r;
}

/* Waits for the mutex, so this task runs at the moment when rill_cond_wait gives the mutex
 * up. */
static int at_once(void *arg)
{
    (void)arg;
    rill_mutex_lock(&m, RILL_FOREVER);
    ready = true;
    rill_cond_signal(&c);
    rill_mutex_unlock(&m);
    return 0;
}

static int put(void *arg)
{
    for (unsigned i = 0; i < 100; i++) {
        rill_mutex_lock(&m, RILL_FOREVER);
        while (in_box == 2)
            rill_cond_wait(&room, &m, RILL_FOREVER);
        in_box++;
        sum += ++sent;
        rill_cond_signal(&c);
        rill_mutex_unlock(&m);
    }
    (void)arg;
    return 0;
}

static int take(void *arg)
{
    for (unsigned i = 0; i < 100; i++) {
        rill_mutex_lock(&m, RILL_FOREVER);
        while (!in_box)
            rill_cond_wait(&c, &m, RILL_FOREVER);
        in_box--;
        sum -= ++received;
        rill_cond_signal(&room);
        rill_mutex_unlock(&m);
    }
    (void)arg;
    return 0;
}

static void in_order(void)
{
    for (unsigned i = 0; i < 3; i++) {
        start(i, waiter, &"abc"[i]);
        in_turn();
    }
    settle();
    rill_cond_signal(&c);
    settle();
    settle();
    ok(memcmp(order, "a", 2) == 0, "a signal wakes one: %s", order);
    is(rill_mutex_lock(&m, RILL_POLL), 0, "those who wait do not hold it");
    rill_cond_signal(&c);
    in_turn();
    rill_cond_signal(&c);
    settle();
    is(order_len, 1, "signalled, but the mutex is not to be had");
    rill_mutex_unlock(&m);
    for (unsigned i = 0; i < 3; i++)
        is(join(i), 0, "signalled, with the mutex held");
    ok(memcmp(order, "abc", 4) == 0, "in the order they came: %s", order);

    order_len = 0;
    for (unsigned i = 0; i < 3; i++) {
        start(i, waiter, &"def"[i]);
        in_turn();
    }
    settle();
    rill_cond_broadcast(&c);
    for (unsigned i = 0; i < 3; i++)
        join(i);
    ok_in_order(memcmp(order, "def", 4) == 0, "a broadcast wakes all: %s",
                order);
}

static void deadlines(void)
{
    uint64_t t0 = rill_now_ns();

    start(0, brief, NULL);
    is(join(0), -ETIMEDOUT, "a wait that times out, the mutex held again");
    ok(rill_now_ns() - t0 >= 2 * RILL_MS, "not early");
    ok(!c.waiters.head, "no trace is left");

    start(0, brief, NULL);
    in_turn();
    start(1, waiter, "g");
    settle();
    order_len = 0;
    rill_sleep_ns(4 * RILL_MS); /* the deadline wakes the first, before us */
    rill_cond_signal(&c);       /* so this signal is for the second */
    is(join(0), -ETIMEDOUT, "who gave up");
    is(join(1), 0, "has not used up the other's signal");

    rill_mutex_lock(&m, RILL_FOREVER);
    is(rill_cond_wait(&c, &m, RILL_POLL), -ETIMEDOUT, "a poll");
    ok(rill_mutex_held(&m), "does not let go of the mutex");
    rill_mutex_unlock(&m);
}

int main(void)
{
    plan(20);
    rill_cond_signal(&c);
    start(0, brief, NULL);
    is(join(0), -ETIMEDOUT, "a signal with nobody there is gone");
    in_order();
    deadlines();

    rill_mutex_lock(&m, RILL_FOREVER);
    start(0, at_once, NULL);
    settle();
    is(rill_cond_wait(&c, &m, rill_after_ns(RILL_S)), 0,
       "signalled by the first that gets the mutex: not lost");
    ok(ready && rill_mutex_held(&m), "and the mutex is ours");
    rill_mutex_unlock(&m);
    join(0);

    start(0, put, NULL);
    start(1, take, NULL);
    start(2, put, NULL);
    start(3, take, NULL);
    for (unsigned i = 0; i < 4; i++)
        join(i);
    is((long)sum, 0, "200 through a box for two: all arrived");
    is(in_box, 0, "none is left");
    return done();
}
