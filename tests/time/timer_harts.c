/* time/timer_harts.c -- alarms on many harts. An idle hart fires the alarms of a hart that
 * computes. Any hart sets and stops a timer, and each setting ends in one way. Once stop has
 * returned, the timer's memory is free. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define SOON (RILL_MS / 2)
#define LATE (2 * (uint64_t)RILL_S) /* for a busy host */

static const struct rill_task_opts small = {
    .name = "small",
    .stack_bytes = sizeof(void *) * 192, /* too small for printf */
};

static void spawn(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    if (rill_spawn(job, &small, fn, arg))
        bail("no memory for a task");
}

static int join(struct rill_job *job)
{
    int result = -1;

    rill_join(job, RILL_FOREVER, &result);
    return result;
}

/* Random numbers, a sequence for each task. (xorshift32, Marsaglia 2003) */
static uint32_t any(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    return *x ^= *x << 5;
}

static void add(unsigned *n, unsigned more)
{
    __atomic_fetch_add(n, more, __ATOMIC_RELAXED);
}

static unsigned read(unsigned *n)
{
    return __atomic_load_n(n, __ATOMIC_ACQUIRE);
}

/* Compute without a call that looks at alarms, until *n is `want` or it is too late. */
static int compute_until(unsigned *n, unsigned want)
{
    uint64_t begun = rill_now_ns();

    while (read(n) < want)
        if (rill_now_ns() - begun > LATE)
            return 0;
    return 1;
}

static void compute_ns(uint64_t ns)
{
    uint64_t begun = rill_now_ns();

    while (rill_now_ns() - begun < ns) {
    }
}

/* ---- a hart that computes ---- */

#define ROUNDS 20
#define TICKS  20

static struct rill_timer timers[TICKS];
static unsigned came, early;

static int receive(void *arg)
{
    struct rill_timer *t = arg;
    uint64_t at;

    while (!rill_chan_recv(&t->ticks, &at, RILL_FOREVER)) {
        early += rill_now_ns() < at;
        __atomic_fetch_add(&came, 1, __ATOMIC_RELEASE);
    }
    return 0;
}

/* This hart computes, so another hart must arm each alarm when the alarm before has fired. */
static int set_and_compute(void *arg)
{
    uint64_t now = rill_now_ns();
    int good;

    (void)arg;
    for (int i = 0; i < TICKS; i++)
        rill_timer_set(&timers[i], now + (unsigned)(i + 1) * SOON, 0);
    good = compute_until(&came, TICKS);
    for (int i = 0; i < TICKS; i++)
        rill_chan_close(&timers[i].ticks);
    return good;
}

static void test_timers(void)
{
    struct rill_job job, receivers[TICKS];
    unsigned good = 0, most = 0;

    early = 0;
    for (int round = 0; round < ROUNDS; round++) {
        came = 0;
        for (int i = 0; i < TICKS; i++) {
            timers[i] = (struct rill_timer){};
            rill_timer_set(&timers[i], RILL_FOREVER, 0);
            spawn(&receivers[i], receive, &timers[i]);
        }
        spawn(&job, set_and_compute, NULL);
        good += (unsigned)join(&job);
        for (int i = 0; i < TICKS; i++)
            join(&receivers[i]);
        most = came > most ? came : most;
    }
    is(good, ROUNDS, "timers of a hart that computes fire in time");
    is(most, TICKS, "each once");
    is(early, 0, "none early");
}

static int tick_and_compute(void *arg)
{
    int good;

    (void)arg;
    rill_timer_set(&timers[0], rill_after_ns(SOON), SOON);
    good = compute_until(&came, TICKS);
    rill_timer_stop(&timers[0]);
    rill_chan_close(&timers[0].ticks);
    return good;
}

static void test_periodic(void)
{
    struct rill_job job, receiver;
    unsigned good = 0;

    for (int round = 0; round < ROUNDS; round++) {
        came = 0;
        timers[0] = (struct rill_timer){};
        rill_timer_set(&timers[0], RILL_FOREVER, 0);
        spawn(&receiver, receive, &timers[0]);
        spawn(&job, tick_and_compute, NULL);
        good += (unsigned)join(&job);
        join(&receiver);
    }
    is(good, ROUNDS, "so does one that ticks");
    is(early, 0, "never early");
}

/* Sleepers that went to sleep on this hart, and a task that waits with a deadline. */
static unsigned asleep_here, woken;
static unsigned on_hart;
RILL_CHAN(never, uint64_t, 0);

static int sleeper(void *waits)
{
    uint64_t byte;
    int r;

    if (rill_hart() == on_hart)
        add(&asleep_here, 1);
    if (waits)
        r = rill_chan_recv(&never, &byte, rill_after_ns(4 * SOON));
    else
        r = rill_sleep_ns(4 * SOON);
    __atomic_fetch_add(&woken, 1, __ATOMIC_RELEASE);
    return r;
}

static int sleep_and_compute(void *arg)
{
    struct rill_job jobs[TICKS];
    int good;

    (void)arg;
    on_hart = rill_hart();
    woken = 0;
    for (uintptr_t i = 0; i < TICKS; i++)
        spawn(&jobs[i], sleeper, (void *)(i & 1));
    rill_yield();
    good = compute_until(&woken, TICKS);
    for (int i = 0; i < TICKS; i++)
        good &= join(&jobs[i]) == (i & 1 ? -ETIMEDOUT : 0);
    return good;
}

static const struct rill_task_opts deep = {.name = "deep"};

static void test_sleepers(void)
{
    struct rill_job job;
    unsigned good = 0;

    asleep_here = 0;
    for (int round = 0; round < ROUNDS; round++) {
        if (rill_spawn(&job, &deep, sleep_and_compute, NULL))
            bail("no memory for a task");
        good += (unsigned)join(&job);
    }
    is(good, ROUNDS, "and those who sleep, or wait until then, are woken");
    ok(asleep_here > 0, "of whom some slept there");
    diag("%u of %u", asleep_here, ROUNDS * TICKS);
}

/* A context with its deadline in this hart's wheel. */
static int wait_for_ever(void *unused)
{
    uint64_t byte;
    int r = rill_chan_recv(&never, &byte, RILL_FOREVER);

    (void)unused;
    __atomic_fetch_add(&woken, 1, __ATOMIC_RELEASE);
    return r;
}

static int limit_and_compute(void *arg)
{
    struct rill_context c;
    struct rill_job job;
    int good;

    (void)arg;
    woken = 0;
    c = (struct rill_context){};
    rill_context_begin(&c, rill_after_ns(4 * SOON));
    spawn(&job, wait_for_ever, NULL);
    rill_yield();
    good = compute_until(&woken, 1);
    rill_cancel_mask(true); /* this task is cancelled, too */
    good &= join(&job) == -ECANCELED;
    rill_cancel_mask(false);
    return rill_context_end(&c) == -ETIMEDOUT && good;
}

static void test_contexts(void)
{
    struct rill_job job;
    unsigned good = 0;

    for (int round = 0; round < ROUNDS; round++) {
        if (rill_spawn(&job, &deep, limit_and_compute, NULL))
            bail("no memory for a task");
        good += (unsigned)join(&job);
    }
    is(good, ROUNDS, "a context's deadline comes while its beginner computes");
}

/* ---- set and stopped anywhere ---- */

#define SHARED 8
#define MOVERS 6
#define TIMES  2500 /* each: 15,000 in all */

static struct rill_timer shared[SHARED];
static unsigned set, taken_back, got, moved;

static int count_ticks(void *arg)
{
    struct rill_timer *t = arg;
    uint64_t at;

    while (!rill_chan_recv(&t->ticks, &at, RILL_FOREVER)) {
        add(&got, 1);
        if (rill_now_ns() < at)
            add(&early, 1);
    }
    return 0;
}

static int move(void *arg)
{
    uint32_t x = 2463534242u + 977u * (uint32_t)(uintptr_t)arg;
    unsigned before = rill_hart();

    for (int i = 0; i < TIMES; i++) {
        struct rill_timer *t = &shared[any(&x) % SHARED];

        if (any(&x) % 3) {
            add(&set, 1);
            add(&taken_back,
                rill_timer_set(t, rill_after_ns(any(&x) % 100000), 0));
        } else {
            add(&taken_back, rill_timer_stop(t));
        }
        if (any(&x) % 8 == 0)
            rill_sleep_ns(any(&x) % 50000);
        else if (any(&x) % 4 == 0)
            rill_yield();
        else if (any(&x) % 16 == 0)
            compute_ns(any(&x) % 100000);
        add(&moved, rill_hart() != before);
        before = rill_hart();
    }
    return 0;
}

static void test_shared(void)
{
    struct rill_job receivers[2 * SHARED], movers[MOVERS];

    early = 0;
    for (int i = 0; i < SHARED; i++)
        rill_timer_set(&shared[i], RILL_FOREVER, 0);
    for (int i = 0; i < 2 * SHARED; i++)
        spawn(&receivers[i], count_ticks, &shared[i / 2]);
    for (uintptr_t i = 0; i < MOVERS; i++)
        spawn(&movers[i], move, (void *)i);
    for (int i = 0; i < MOVERS; i++)
        join(&movers[i]);
    for (int i = 0; i < SHARED; i++) {
        taken_back += rill_timer_stop(&shared[i]);
        rill_chan_close(&shared[i].ticks);
    }
    for (int i = 0; i < 2 * SHARED; i++)
        join(&receivers[i]);
    is((long)(taken_back + got), (long)set,
       "each setting was received, or taken back");
    ok(got > 100, "many were received");
    ok(taken_back > 100, "many were taken back");
    ok(moved > 10, "by tasks that went from hart to hart");
    is(early, 0, "and none early");
    diag("%u set, %u received, %u taken back, %u moves", set, got, taken_back,
         moved);
}

/* ---- memory ---- */

#define OWNERS 3

static unsigned ran, overwritten;

static int reuse(void *arg)
{
    uint32_t x = 88675123u + 7919u * (uint32_t)(uintptr_t)arg;
    struct rill_timer t;
    const unsigned char *bytes = (unsigned char *)&t;

    for (int i = 0; i < TIMES; i++) {
        uint64_t period = any(&x) & 1 ? 1 + any(&x) % 20000 : 0;

        t = (struct rill_timer){};
        rill_timer_set(&t, rill_after_ns(any(&x) % 40000), period);
        compute_ns(any(&x) % 60000);
        if (any(&x) % 16 == 0)
            rill_yield();
        add(&ran, rill_timer_stop(&t));
        memset(&t, 0xa5, sizeof(t));
        if (any(&x) % 4 == 0)
            compute_ns(5000);
        for (size_t k = 0; k < sizeof(t); k++)
            add(&overwritten,
                ((volatile const unsigned char *)bytes)[k] != 0xa5);
    }
    return 0;
}

static void test_memory(void)
{
    struct rill_job owners[OWNERS];

    for (uintptr_t i = 0; i < OWNERS; i++)
        if (rill_spawn(&owners[i], &deep, reuse, (void *)i))
            bail("no memory for a task");
    for (int i = 0; i < OWNERS; i++)
        join(&owners[i]);
    is(ran, OWNERS * TIMES, "a tick that nobody receives is always taken back");
    is(overwritten, 0, "after stop nobody touches the timer's memory");
}

/* ---- contexts of tasks that change harts ---- */

static unsigned wrong, timed_out, in_time;

static int limited(uint32_t *x, int depth)
{
    struct rill_context c = {};
    uint64_t latest, byte;
    int r, why;

    rill_context_begin(&c, rill_after_ns(any(x) % 200000));
    latest = rill_context_deadline(); /* of an outer one, if earlier */
    if (depth && any(x) % 2)
        limited(x, depth - 1);
    switch (any(x) % 4) {
    case 0:
        r = rill_sleep_ns(any(x) % 200000);
        break;
    case 1:
        r = rill_chan_recv(&never, &byte, rill_after_ns(any(x) % 200000));
        break;
    case 2:
        compute_ns(any(x) % 100000);
        rill_yield();
        r = 0;
        break;
    default:
        r = rill_chan_recv(&never, &byte, RILL_FOREVER);
        break;
    }
    why = rill_context_end(&c);
    if (r == -ECANCELED && why != -ETIMEDOUT)
        add(&wrong, 1);
    if (why == -ETIMEDOUT && rill_now_ns() < latest)
        add(&wrong, 1);
    add(why ? &timed_out : &in_time, 1);
    return why;
}

static int limits(void *arg)
{
    uint32_t x = 521288629u + 104729u * (uint32_t)(uintptr_t)arg;

    for (int i = 0; i < 400; i++)
        limited(&x, 2);
    return rill_sleep_ns(1); /* is this task still cancelled? */
}

static void test_limits(void)
{
    struct rill_job jobs[MOVERS];
    int left = 0;

    for (uintptr_t i = 0; i < MOVERS; i++)
        if (rill_spawn(&jobs[i], &deep, limits, (void *)i))
            bail("no memory for a task");
    for (int i = 0; i < MOVERS; i++)
        left += join(&jobs[i]) != 0;
    is(wrong, 0, "who is cancelled is told why at the end, and none is early");
    ok(timed_out > 100 && in_time > 100, "some deadlines come, some do not");
    is(left, 0, "and nothing of it stays");
    diag("%u came, %u did not", timed_out, in_time);
}

int main(void)
{
    struct rill_stats stats;

    plan(20);
    while (rill_hart_arrived() < 2)
        rill_sleep_ns(RILL_MS);
    test_timers();
    test_periodic();
    test_sleepers();
    test_contexts();
    test_shared();
    test_memory();
    test_limits();
    rill_stats_read(&stats);
    is((long)stats.timers, 0, "no alarm is left");
    ok(stats.ticks >= got, "and the timers that fired were counted");
    return done();
}
