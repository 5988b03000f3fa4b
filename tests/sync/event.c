// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// qemu: -icount shift=0,sleep=off
/* sync/event.c -- events that tasks and a trap handler set. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../soft_trap.h"
#include "../tap.h"
#include "workers.h"

static struct rill_event e, from_trap = {.by_trap = true},
                            second = {.by_trap = true};
static char order[8];
static unsigned order_len;
static unsigned set_in_trap; /* bits: which of the two events */

static int empty(const struct rill_waitq *q)
{
    return !q->head;
}

/* ---- the interrupt ---- */

static void in_trap(void)
{
    if (set_in_trap & 1)
        rill_event_set(&from_trap);
    if (set_in_trap & 2)
        rill_event_set(&second);
    if (set_in_trap & 4)
        rill_event_set(&from_trap);
}

static void raise_trap(unsigned events)
{
    set_in_trap = events;
    soft_trap();
}

/* ---- tasks ---- */

static int waiter(void *arg)
{
    int r = rill_event_wait(&e, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static int taker(void *arg)
{
    int r = rill_event_take(&e, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static int brief_taker(void *arg)
{
    return rill_event_take(arg, rill_after_ns(2 * RILL_MS));
}

static int patient_taker(void *arg)
{
    return rill_event_take(arg, rill_after_ns(20 * RILL_S));
}

static int trap_waiter(void *arg)
{
    int r = rill_event_wait(&from_trap, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static int second_taker(void *arg)
{
    int r = rill_event_take(&second, RILL_FOREVER);

    order[ticket(&order_len)] = *(const char *)arg;
    return r;
}

static void by_tasks(void)
{
    is(rill_event_wait(&e, RILL_POLL), -ETIMEDOUT, "all zero: not happened");
    rill_event_set(&e);
    is(rill_event_wait(&e, RILL_POLL), 0, "set: happened");
    is(rill_event_take(&e, RILL_POLL), 0, "and still so after a wait");
    is(rill_event_wait(&e, RILL_POLL), -ETIMEDOUT, "but not after a take");
    rill_event_set(&e);
    rill_event_clear(&e);
    is(rill_event_wait(&e, RILL_POLL), -ETIMEDOUT, "nor after a clear");

    start(0, waiter, "a");
    in_turn();
    start(1, taker, "b");
    in_turn();
    start(2, taker, "c");
    in_turn();
    start(3, waiter, "d");
    settle();
    rill_event_set(&e);
    settle();
    ok_in_order(memcmp(order, "ab", 3) == 0,
                "a set wakes up to the first taker: %s", order);
    rill_event_set(&e);
    rill_event_set(&e);
    for (unsigned i = 0; i < 4; i++)
        join(i);
    ok_in_order(memcmp(order, "abcd", 5) == 0,
                "the next ones wake the rest: %s", order);
    is(rill_event_take(&e, RILL_POLL), 0, "that met no taker: it stays");
    start(0, brief_taker, &e);
    is(join(0), -ETIMEDOUT, "a take that times out");
    ok(empty(&e.waiters), "no trace is left");
}

static void by_traps(void)
{
    order_len = 0;
    memset(order, 0, sizeof(order));
    raise_trap(1);
    is(rill_event_take(&from_trap, RILL_POLL), 0,
       "set in a trap: seen before any switch");
    raise_trap(1);
    rill_event_clear(&from_trap);
    settle();
    is(rill_event_take(&from_trap, RILL_POLL), -ETIMEDOUT,
       "a clear forgets what a trap set before");
    start(0, second_taker, "2");
    start(1, trap_waiter, "x");
    start(2, trap_waiter, "y");
    settle();
    raise_trap(1 | 2 | 4);
    rill_event_clear(&from_trap); /* delivered first: the waiters run */
    for (unsigned i = 0; i < 3; i++)
        join(i);
    ok_in_order(strlen(order) == 3 && strchr(order, 'x') < strchr(order, 'y'),
                "two events and three waiters, one trap: %s", order);

    memset(order, 0, sizeof(order));
    order_len = 0;
    start(0, second_taker, "2");
    start(1, trap_waiter, "1");
    settle();
    raise_trap(1 | 2 | 4);
    raise_trap(1);
    join(0);
    join(1);
    ok_in_order(memcmp(order, "12", 3) == 0,
                "in the order they were set in: %s", order);
    is(rill_event_take(&second, RILL_POLL), -ETIMEDOUT, "the take used it up");
    is(rill_event_take(&from_trap, RILL_POLL), 0, "the wait did not");
    start(0, brief_taker, &from_trap);
    is(join(0), -ETIMEDOUT, "a take that no trap ends");
    ok(empty(&from_trap.waiters), "no trace is left");
}

/* The interrupt is raised with interrupts off, so it comes in the idle loop. All tasks sleep,
 * and there is no timer, but that is no deadlock. */
static void from_idle(void)
{
    set_in_trap = 1;
    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    soft_trap_raise();
    is(rill_event_take(&from_trap, RILL_FOREVER), 0, "a trap in the idle loop");
}

static void every_time(void)
{
    unsigned before = traps, got = 0;

    for (int i = 0; i < 200; i++) {
        start(0, patient_taker, &from_trap);
        if (i & 1)
            rill_yield();
        raise_trap(1);
        got += join(0) == 0;
    }
    is(traps - before, 200, "200 traps");
    is(got, 200, "each wakes its task, before or after it waits");
}

int main(void)
{
    soft_trap_on();
    plan(21);
    by_tasks();
    by_traps();
    from_idle();
    every_time();
    return done();
}
