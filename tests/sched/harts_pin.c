/* sched/harts_pin.c -- rill_pin: a task stays on its hart, whichever hart wakes it. */
#include "../many.h"

enum { TASKS = 16, ROUNDS = 120 };

RILL_CHAN(pipe, int, 0);

static bool stays(unsigned hart)
{
    for (int i = 0; i < 3; i++) {
        if (rill_hart() != hart)
            return false;
        rill_yield();
    }
    return rill_hart() == hart;
}

/* Go round the harts. Now and then the task waits, and a task on any hart wakes it. */
static int go_round(void *arg)
{
    unsigned harts = rill_hart_count(), n = (unsigned)(uintptr_t)arg;

    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned hart = (n + i) % harts;
        int v = 0;

        must(rill_pin((int)hart) == 0);
        must(stays(hart));
        if (i % 4 == 0) {
            rill_sleep_ns(RILL_US);
            must(rill_hart() == hart);
        }
        must(!(n % 2 ? rill_chan_send(&pipe, &v, RILL_FOREVER)
                     : rill_chan_recv(&pipe, &v, RILL_FOREVER)));
        must(rill_hart() == hart);
        if (i % 16 == n)
            must(rill_pin(RILL_ANY_HART) == 0);
    }
    return 0;
}

static int child(void *arg)
{
    (void)arg;
    rill_yield();
    return 0;
}

/* A pinned task that has ended leaves its block to another task, which must run on any hart. */
static int where_it_likes(void *arg)
{
    (void)arg;
    for (volatile int i = 0; i < 200000; i++) {
    }
    return 1 << rill_hart();
}

int main(void)
{
    int seen = 0, result, last = rill_pin((int)rill_hart_count() - 1);
    unsigned there = rill_hart(), harts = harts_ready();
    struct rill_job job;

    plan(11);
    is(last, 0, "main at its beginning, to the last hart");
    is((long)there, (long)rill_hart_count() - 1, "where it has come");
    is(rill_pin(0), 0, "main, to the first hart");
    is((long)rill_hart(), 0, "where it is then");
    is(rill_pin((int)harts), -EINVAL, "a hart that is not there");
    is(rill_pin(-2), -EINVAL, "a number that is none");
    is((long)rill_hart(), 0, "nothing has changed");
    rill_spawn(&job, &small, child, NULL);
    is(rill_join(&job, RILL_FOREVER, NULL), 0, "a join from there");
    is((long)rill_hart(), 0, "comes back there");
    run_many(TASKS, go_round);
    rill_pin(RILL_ANY_HART);
    WHILE_TIME(200, RILL_S)
    {
        start_many(TASKS, where_it_likes);
        for (unsigned i = 0; i < TASKS; i++) {
            rill_join(&many_jobs[i], RILL_FOREVER, &result);
            seen |= result;
        }
        if (seen == (1 << harts) - 1)
            break;
    }
    is((long)wrong, 0, "16 tasks round the harts");
    ok(harts == 1 || (seen & (seen - 1)),
       "whoever comes after them goes anywhere: %x", seen);
    return done();
}
