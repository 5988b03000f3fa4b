/* sched/harts_share.c -- tasks that yield get equal numbers of turns, however many tasks there are
 * for each hart. When a hart computes, harts that switch do what is due there or waits there,
 * though none of them is idle. */
#include "../many.h"

static unsigned harts;

/* ---- turns ---- */

static unsigned turns[MOST];
static bool enough;

static bool stopped(void)
{
    return __atomic_load_n(&enough, __ATOMIC_RELAXED);
}

static int yields(void *arg)
{
    while (!stopped()) {
        __atomic_fetch_add(&turns[(uintptr_t)arg], 1, __ATOMIC_RELAXED);
        rill_yield();
    }
    return 0;
}

/* Since all tasks began, has no task had more than twice the turns of another? */
static bool alike(unsigned n, unsigned *least, unsigned *most)
{
    *least = UINT32_MAX;
    *most = 0;
    for (unsigned i = 0; i < n; i++) {
        unsigned t = __atomic_load_n(&turns[i], __ATOMIC_RELAXED);

        if (t < *least)
            *least = t;
        if (t > *most)
            *most = t;
    }
    return *most <= 2 * *least;
}

/* A busy host may stop a hart, and the task that runs there, for longer than other harts. Over
 * some time the turns even out. If harts stole tasks only when they are idle, the turns would
 * never even out, and differ by a factor of hundreds. */
static void fair(unsigned n)
{
    unsigned least, most, tenths = 0;
    bool is_fair = false;

    __atomic_store_n(&enough, false, __ATOMIC_RELAXED);
    memset(turns, 0, sizeof turns);
    start_many(n, yields);
    while (!is_fair && ++tenths <= 100) {
        rill_sleep_ns(100 * RILL_MS);
        is_fair = alike(n, &least, &most);
    }
    __atomic_store_n(&enough, true, __ATOMIC_RELAXED);
    must(join_many(n) == 0);
    ok(is_fair, "%u tasks that yield on %u harts have turns alike", n, harts);
    diag("%u to %u turns, in %u00 ms", least, most, tenths);
}

/* ---- what is due ---- */

RILL_CHAN(silent, int, 0);
static struct rill_timer timer;
static unsigned came; /* how many of the waiting tasks have been woken */

static void sleeps(void)
{
    rill_sleep_ns(20 * RILL_MS);
}

static void receives(void)
{
    int v;

    must(rill_chan_recv(&silent, &v, rill_after_ns(20 * RILL_MS)) ==
         -ETIMEDOUT);
}

static void ticked(void)
{
    uint64_t at;

    rill_timer_set(&timer, rill_after_ns(20 * RILL_MS), 0);
    must(rill_chan_recv(&timer.ticks, &at, RILL_FOREVER) == 0);
}

static void canceled(void)
{
    struct rill_context c = {0};
    int v;

    rill_context_begin(&c, rill_after_ns(20 * RILL_MS));
    must(rill_chan_recv(&silent, &v, RILL_FOREVER) == -ECANCELED);
    rill_context_end(&c);
}

static void nothing(void)
{
}

static const struct {
    const char *is;
    void (*wait)(void);
    unsigned tasks;
} waits[] = {
    {"a task that sleeps", sleeps, 1},
    {"a receive with a deadline", receives, 1},
    {"a timer", ticked, 1},
    {"a context's deadline", canceled, 1},
    {"a ready task", nothing, 1},
    {"many ready tasks", nothing, MOST / 2},
};

static int waiter(void *which)
{
    waits[(uintptr_t)which].wait();
    ticket(&came);
    return 0;
}

static int busy_elsewhere(void *hart)
{
    must(rill_pin((int)(uintptr_t)hart) == 0);
    while (!stopped())
        rill_yield();
    return 0;
}

/* Main's hart computes until the tasks have come, or for 5 seconds. So only another hart can
 * have fired the alarm, and run the task. */
static void done_elsewhere(unsigned which)
{
    unsigned n = waits[which].tasks;
    uint64_t until;
    bool all;

    came = 0;
    for (unsigned i = 0; i < n; i++)
        start_one(&many_jobs[i], waiter, (void *)(uintptr_t)which);
    if (n == 1 && waits[which].wait != nothing)
        for (int i = 0; i < 3; i++) /* it parks, on this hart or another */
            rill_yield();
    until = rill_after_ns(5 * RILL_S);
    while (__atomic_load_n(&came, __ATOMIC_ACQUIRE) < n &&
           rill_now_ns() < until)
        ;
    all = __atomic_load_n(&came, __ATOMIC_ACQUIRE) == n;
    must(join_many(n) == 0);
    ok(all, "%s of a hart that computes: by one that switches",
       waits[which].is);
}

/* On each other hart two tasks yield to each other, so that hart is not idle. */
static void due(void)
{
    static struct rill_job jobs[2 * RILL_HARTS];
    unsigned n = 0;

    __atomic_store_n(&enough, false, __ATOMIC_RELAXED);
    must(rill_pin(0) == 0);
    for (unsigned hart = 1; hart < harts; hart++)
        for (int i = 0; i < 2; i++)
            start_one(&jobs[n++], busy_elsewhere, (void *)(uintptr_t)hart);
    for (unsigned i = 0; i < sizeof waits / sizeof waits[0]; i++)
        done_elsewhere(i);
    __atomic_store_n(&enough, true, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < n; i++)
        must(rill_join(&jobs[i], RILL_FOREVER, NULL) == 0);
    must(rill_pin(RILL_ANY_HART) == 0);
}

int main(void)
{
    plan(4 + sizeof waits / sizeof waits[0]);
    harts = harts_ready();
    ok(harts > 1, "%u harts", harts);
    fair(MOST);
    fair(harts + 1);
    due();
    is(wrong, 0, "nothing else went wrong");
    return done();
}
