// qemu: -icount shift=0,sleep=off
/* time/sleep.c -- the clock goes forward, no task wakes early, all tasks wake in order. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { MANY = 1000 };

static const struct rill_task_opts small = {
    .name = "sleeper",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

static char order[8];
static unsigned order_len;

static int sleep_ms(void *arg)
{
    rill_sleep_ns((uintptr_t)arg * RILL_MS);
    order[ticket(&order_len)] = (char)('0' + (uintptr_t)arg / 5);
    return 0;
}

static void test_clock(void)
{
    static const uint64_t spans[] = {1,          99,         100,       101,
                                     1000,       30500,      1000000,   5000000,
                                     1ull << 31, 1ull << 32, 5 * RILL_S};
    uint64_t last = rill_now_ns(), now, until;
    unsigned back = 0, early = 0;

    for (int i = 0; i < 1000; i++) {
        now = rill_now_ns();
        back += now < last;
        last = now;
    }
    is(back, 0, "the clock never goes back");
    for (unsigned i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        now = rill_now_ns();
        rill_sleep_ns(spans[i]);
        early += rill_now_ns() - now < spans[i];
        until = rill_after_ns(spans[i]);
        rill_sleep_until_ns(until);
        early += rill_now_ns() < until;
    }
    is(early, 0, "no sleep is too short");
    ok(rill_after_ns(UINT64_MAX) == RILL_FOREVER, "a far deadline saturates");
    ok(rill_after_ns(0) >= now, "no time from now is now");
}

static void test_order(void)
{
    static const uintptr_t ms[] = {30, 10, 20, 5, 25};
    struct rill_job jobs[5] = {0};

    for (int i = 0; i < 5; i++)
        rill_spawn(&jobs[i], &small, sleep_ms, (void *)ms[i]);
    for (int i = 0; i < 5; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok_in_order(order_len == 5 && memcmp(order, "12456", 5) == 0,
                "they wake in order");
}

static uint64_t same_time;

static int sleep_until_same(void *arg)
{
    rill_sleep_until_ns(same_time);
    order[ticket(&order_len)] = (char)('1' + (uintptr_t)arg);
    return 0;
}

/* Of tasks with one deadline, the task that asked first wakes first. */
static void test_ties(void)
{
    struct rill_job jobs[6] = {0};

    order_len = 0;
    same_time = rill_after_ns(20 * RILL_MS);
    for (uintptr_t i = 0; i < 6; i++)
        rill_spawn(&jobs[i], &small, sleep_until_same, (void *)i);
    for (int i = 0; i < 6; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    ok_in_order(order_len == 6 && memcmp(order, "123456", 6) == 0,
                "of one deadline, first come first woken");
}

static int note(void *arg)
{
    *(int *)arg = 1;
    return 0;
}

static void test_past(void)
{
    int ran = 0;
    uint64_t start = rill_now_ns();

    rill_go(note, &ran);
    rill_sleep_until_ns(RILL_POLL);
    in_turn();
    is(ran, 1, "a deadline in the past yields");
    ran = 0;
    rill_go(note, &ran);
    rill_sleep_ns(0);
    in_turn();
    is(ran, 1, "so does no time at all");
    ok(rill_now_ns() - start < 5 * RILL_S, "and comes back at once");
}

static int busy;

static int keep_busy(void *arg)
{
    (void)arg;
    while (busy)
        rill_yield();
    return 0;
}

/* A hart that is never idle must wake its sleepers, too. */
static void test_busy(void)
{
    struct rill_job job = {0};
    uint64_t until = rill_after_ns(5 * RILL_MS);

    busy = 1;
    rill_spawn(&job, &small, keep_busy, NULL);
    rill_sleep_until_ns(until);
    busy = 0;
    ok(rill_now_ns() >= until, "a sleeper wakes beside a busy task");
    is(rill_join(&job, RILL_FOREVER, NULL), 0, "which ends");
}

static bool enough;
static unsigned links;

static int next_link(void *arg)
{
    links++;
    if (!enough && rill_go(next_link, arg))
        bail("no memory for one small task");
    return 0;
}

/* Each task starts the next and ends: the hart is never idle, and no task yields. */
static void test_chain(void)
{
    uint64_t before = rill_now_ns();

    rill_go(next_link, NULL);
    rill_sleep_ns(RILL_MS);
    enough = true;
    ok(rill_now_ns() - before >= RILL_MS && links > 1,
       "a chain of tasks that end does not keep a sleeper waiting");
    settle();
}

static uint64_t base, last_deadline;
static unsigned woken, too_early, out_of_order; /* the last: on one hart */

static int one_of_many(void *arg)
{
    uint64_t until = base + (uintptr_t)arg * 100 * RILL_US;

    rill_sleep_until_ns(until);
    if (rill_now_ns() < until)
        ticket(&too_early);
    out_of_order += until < last_deadline;
    last_deadline = until;
    ticket(&woken);
    return 0;
}

/* As many sleepers as the board has room for, at most MANY. */
static void test_many(void)
{
    unsigned n;

    base = rill_after_ns(50 * RILL_MS);
    for (n = 0; n < MANY; n++)
        if (rill_spawn(NULL, &small, one_of_many, (void *)(n * 7919ul % 499)))
            break;
    diag("%u sleepers", n);
    ok(n >= 4, "several sleepers at once");
    while (rill_task_count() > 1)
        rill_sleep_ns(RILL_MS);
    is(woken, n, "all woke");
    is(too_early, 0, "none early");
    ok_in_order(!out_of_order, "none before its elder");
}

int main(void)
{
    plan(16);
    test_clock();
    test_order();
    test_ties();
    test_past();
    test_busy();
    test_chain();
    test_many();
    return done();
}
