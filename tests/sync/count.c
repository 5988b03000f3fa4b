// qemu: -icount shift=0,sleep=off
/* sync/count.c -- semaphores, wait groups, once, barriers. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"
#include "workers.h"

static struct rill_sem sem, two = {.count = 2};
static struct rill_waitgroup wg;
static struct rill_once once;
static struct rill_barrier three = {.parties = 3};
static char order[16];
static unsigned order_len, inside, worst, calls, apart;

static int empty(const struct rill_waitq *q)
{
    return !q->head;
}

/* The count may be -1 while no task waits: that is no unit, too. */
static int none_left(void)
{
    return sem.count <= 0 && empty(&sem.waiters) &&
           rill_sem_get(&sem, RILL_POLL) == -ETIMEDOUT;
}

static void spin_ns(uint64_t ns)
{
    uint64_t until = rill_after_ns(ns);

    while (rill_now_ns() < until) {
    }
}

/* ---- semaphore ---- */

static int getter(void *arg)
{
    int r = rill_sem_get(&sem, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static int brief_getter(void *arg)
{
    (void)arg;
    return rill_sem_get(&sem, rill_after_ns(50 * RILL_MS));
}

static int two_at_once(void *arg)
{
    unsigned now;

    (void)arg;
    for (int i = 0; i < 20; i++) {
        rill_sem_get(&two, RILL_FOREVER);
        now = ticket(&inside) + 1;
        worst = now > worst ? now : worst;
        rill_yield();
        __atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
        rill_sem_put(&two);
    }
    return 0;
}

static void semaphores(void)
{
    is(rill_sem_get(&sem, RILL_POLL), -ETIMEDOUT, "all zero: none to be had");
    rill_sem_put(&sem);
    is(rill_sem_get(&sem, RILL_POLL), 0, "put, get");
    for (unsigned i = 0; i < 3; i++) {
        start(i, getter, &"abc"[i]);
        in_turn();
    }
    settle();
    rill_sem_put(&sem);
    is(rill_sem_get(&sem, RILL_POLL), -ETIMEDOUT,
       "what is put for a waiter cannot be taken from it");
    settle();
    settle();
    is(order_len, 1, "one put, one wake");
    rill_sem_put(&sem);
    in_turn();
    rill_sem_put(&sem);
    for (unsigned i = 0; i < 3; i++)
        join(i);
    ok(memcmp(order, "abc", 4) == 0, "in the order they came: %s", order);
    ok(none_left(), "none is left");

    start(0, brief_getter, NULL);
    is(join(0), -ETIMEDOUT, "a get that times out");
    ok(empty(&sem.waiters), "no trace is left");
    start(0, brief_getter, NULL);
    in_turn();
    start(1, getter, "d");
    settle();
    rill_sleep_ns(60 * RILL_MS); /* the first wakes before us and gives up */
    rill_sem_put(&sem);
    is(join(0), -ETIMEDOUT, "who gave up");
    is(join(1), 0, "is passed over");
    if (!RUN_IN_ORDER) {
        skip(2, "others look at the deadlines");
    } else {
        start(0, brief_getter, NULL);
        settle();
        spin_ns(60 * RILL_MS);
        rill_sem_put(&sem); /* its deadline has come, and no hart has looked */
        is(join(0), 0, "a put before the deadline is looked at counts");
        ok(none_left(), "and was for that one");
    }

    for (unsigned i = 0; i < 4; i++)
        start(i, two_at_once, NULL);
    for (unsigned i = 0; i < 4; i++)
        join(i);
    ok(worst == 2 || (RILL_HARTS > 1 && worst == 1),
       "two to be had: two inside, never three");
    is(two.count, 2, "both back");
}

/* ---- wait group ---- */

static int worker(void *arg)
{
    (void)arg;
    rill_yield();
    order[ticket(&order_len)] = 'w';
    rill_waitgroup_done(&wg);
    return 0;
}

static int wg_waiter(void *arg)
{
    int r = rill_waitgroup_wait(&wg, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static void waitgroups(void)
{
    order_len = 0;
    is(rill_waitgroup_wait(&wg, RILL_POLL), 0, "nobody added: no wait");
    rill_waitgroup_add(&wg, 2);
    start(0, wg_waiter, "x");
    start(1, wg_waiter, "y");
    start(2, worker, NULL);
    start(3, worker, NULL);
    if (RILL_HARTS > 1)
        skip(1, "they may have ended");
    else
        is(rill_waitgroup_wait(&wg, rill_after_ns(0)), -ETIMEDOUT, "not yet");
    is(rill_waitgroup_wait(&wg, RILL_FOREVER), 0, "all done");
    for (unsigned i = 0; i < 4; i++)
        join(i);
    ok_in_order(memcmp(order, "wwxy", 4) == 0,
                "the waiters after the last: %.4s", order);
    ok(empty(&wg.waiters), "no trace is left");

    rill_waitgroup_add(&wg, 1);
    start(0, wg_waiter, "z");
    settle();
    rill_waitgroup_done(&wg);
    rill_waitgroup_add(&wg, 1); /* before the waiter has run */
    is(join(0), 0, "used again: who waited before is not held back");
    is(rill_waitgroup_wait(&wg, RILL_POLL), -ETIMEDOUT, "who comes now is");
    rill_waitgroup_done(&wg);
}

/* ---- once ---- */

static void slowly(void *arg)
{
    rill_sleep_ns(60 * RILL_MS);
    ++*(unsigned *)arg;
}

static int call_once(void *arg)
{
    int r = rill_once_do(&once, slowly, &calls, RILL_FOREVER);

    (void)arg;
    return r ? r : (int)calls;
}

static int call_briefly(void *arg)
{
    (void)arg;
    return rill_once_do(&once, slowly, &calls, rill_after_ns(RILL_MS));
}

static void onces(void)
{
    start(0, call_once, NULL);
    in_turn();
    start(1, call_once, NULL);
    start(2, call_briefly, NULL);
    is(join(2), -ETIMEDOUT, "a call that does not wait to the end");
    is(join(0), 1, "the first does it");
    is(join(1), 1, "the second waits until it is done");
    is(rill_once_do(&once, slowly, &calls, RILL_POLL), 0, "done is done");
    is(calls, 1, "once");
    ok(empty(&once.waiters), "no trace is left");
}

/* ---- barrier ---- */

static unsigned rounds[3];

static int march(void *arg)
{
    unsigned me = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < 20; i++) {
        for (unsigned n = 0; n < me * (unsigned)(i % 3); n++)
            rill_yield();
        rounds[me]++;
        rill_barrier_wait(&three, RILL_FOREVER);
        for (int k = 0; k < 3; k++)
            if (*(volatile unsigned *)&rounds[k] < rounds[me])
                ticket(&apart);
    }
    return 0;
}

static int brief_party(void *arg)
{
    (void)arg;
    return rill_barrier_wait(&three, rill_after_ns(50 * RILL_MS));
}

static int party(void *arg)
{
    (void)arg;
    return rill_barrier_wait(&three, RILL_FOREVER);
}

static void barrier_late(void)
{
    if (!RUN_IN_ORDER) {
        skip(3, "others look at the deadlines");
        return;
    }
    start(0, brief_party, NULL);
    start(1, party, NULL);
    settle();
    spin_ns(60 * RILL_MS);
    start(2, party, NULL);
    is(join(2), 0, "the last comes when a deadline has passed:");
    is(join(1), 0, "it is let through");
    is(join(0), 0, "and so is the one whose deadline it was: it was counted");
}

static void barriers(void)
{
    for (uintptr_t i = 0; i < 3; i++)
        start((unsigned)i, march, (void *)i);
    for (unsigned i = 0; i < 3; i++)
        join(i);
    is(apart, 0, "nobody goes on before all have come, 20 rounds");
    is(three.round, 20, "one opening a round");

    is(rill_barrier_wait(&three, RILL_POLL), -ETIMEDOUT, "a poll has not come");
    start(0, brief_party, NULL);
    is(join(0), -ETIMEDOUT, "nor has one that gave up");
    is(three.arrived, 0, "neither is counted");
    barrier_late();
    ok(empty(&three.waiters) && !three.arrived, "no trace is left");
}

int main(void)
{
    plan(36);
    semaphores();
    waitgroups();
    onces();
    barriers();
    return done();
}
