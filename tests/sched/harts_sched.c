/* sched/harts_sched.c -- work goes to all harts, the harts work at once, and no task starves
 * beside two tasks that wake each other. */
#include "../many.h"

static unsigned harts, ran_on[RILL_HARTS], arrived, work = 1000;

/* ---- all harts get some of the work ---- */

static int computes(void *arg)
{
    unsigned x = (unsigned)(uintptr_t)arg + 1;

    for (unsigned i = 0; i < work; i++)
        random_next(&x);
    ticket(&ran_on[rill_hart()]);
    return x != 0;
}

static bool all_ran(void)
{
    for (unsigned i = 0; i < harts; i++)
        if (!ran_on[i])
            return false;
    return true;
}

static void shared_out(void)
{
    uint64_t until = rill_after_ns(20 * RILL_S);
    unsigned batches = 0;

    do {
        must(run_many(MOST, computes) == MOST);
        work += work / 8; /* in QEMU's one thread a hart has turns of 100 ms */
        batches++;
    } while (!all_ran() && rill_now_ns() < until);
    ok(all_ran(), "what one hart starts is done by all: %u tasks",
       batches * MOST);
}

/* ---- the tasks run at once: each spins until all others have come ---- */

static int meets(void *arg)
{
    uint64_t until = rill_after_ns(20 * RILL_S);

    (void)arg;
    ticket(&arrived);
    while (__atomic_load_n(&arrived, __ATOMIC_ACQUIRE) < harts)
        if (rill_now_ns() > until)
            return 1;
    return 0;
}

static void at_once(void)
{
    long late = 0;
    unsigned meetings = 0;

    WHILE_TIME(300, 3 * RILL_S)
    {
        arrived = 0;
        late += run_many(harts, meets);
        meetings++;
    }
    is(late, 0, "as many tasks as harts run at the same time");
    diag("%u meetings of %u", meetings, harts);
}

/* ---- two tasks that wake each other ---- */

static struct rill_chan there[RILL_HARTS], back[RILL_HARTS];
static unsigned long passes[RILL_HARTS], turns[RILL_HARTS];
static bool enough;

static int plays(void *arg)
{
    unsigned pair = (unsigned)(uintptr_t)arg / 2;
    int ball = 1;

    if ((uintptr_t)arg % 2) {
        while (!rill_chan_recv(&there[pair], &ball, RILL_FOREVER))
            rill_chan_send(&back[pair], &ball, RILL_FOREVER);
        return 0;
    }
    while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
        rill_chan_send(&there[pair], &ball, RILL_FOREVER);
        rill_chan_recv(&back[pair], &ball, RILL_FOREVER);
        __atomic_fetch_add(&passes[pair], 2, __ATOMIC_RELAXED);
    }
    return rill_chan_close(&there[pair]);
}

static int looks_on(void *arg)
{
    while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
        __atomic_fetch_add(&turns[(uintptr_t)arg], 1, __ATOMIC_RELAXED);
        rill_yield();
    }
    return 0;
}

static unsigned long sum_of(const unsigned long *n)
{
    unsigned long sum = 0;

    for (unsigned i = 0; i < harts; i++)
        sum += __atomic_load_n(&n[i], __ATOMIC_RELAXED);
    return sum;
}

/* A pair and an onlooker for each hart. */
static void fair(void)
{
    uint64_t until = rill_after_ns(10 * RILL_S);
    unsigned starved = 0;

    for (unsigned i = 0; i < harts; i++) {
        rill_chan_init(&there[i], NULL, sizeof(int), 0);
        rill_chan_init(&back[i], NULL, sizeof(int), 0);
    }
    for (unsigned i = 0; i < 2 * harts; i++)
        start_one(&many_jobs[i], plays, (void *)(uintptr_t)i);
    for (unsigned i = 0; i < harts; i++)
        start_one(&many_jobs[2 * harts + i], looks_on, (void *)(uintptr_t)i);
    while (sum_of(passes) < 20000 * harts && rill_now_ns() < until)
        rill_sleep_ns(10 * RILL_MS);
    __atomic_store_n(&enough, true, __ATOMIC_RELAXED);
    must(join_many(3 * harts) == 0);
    for (unsigned i = 0; i < harts; i++)
        starved += turns[i] < 10;
    is(starved, 0, "who looks on has his turns beside those who play");
    ok(64 * sum_of(turns) > sum_of(passes),
       "not too few: %lu beside %lu passes", sum_of(turns), sum_of(passes));
}

int main(void)
{
    plan(6);
    harts = harts_ready();
    ok(harts > 1 || RILL_HARTS == 1, "%u harts", harts);
    shared_out();
    at_once();
    fair();
    is(wrong, 0, "nothing else went wrong");
    return done();
}
