// qemu: -icount shift=0,sleep=off
/* sched/harts_idle.c -- harts with nothing to do sleep; a hart that is needed wakes; and a wait
 * that something will end is no deadlock.
 *
 * With -icount QEMU counts time in instructions, and time goes on by itself only while all harts
 * sleep: then an hour passes in no time, and never passes if one hart spins. On threads the test
 * waits half a second, and cannot tell whether a hart spins. */
#include "../many.h"

static unsigned harts;
static volatile unsigned served;
RILL_CHAN(work, int, 0);
RILL_CHAN(never, int, 0);

/* Does QEMU count instructions (-icount)? Then a loop takes as much time as it has
 * instructions. */
static bool counts(void)
{
    for (int i = 0; i < 2; i++) {
        unsigned long loops = 100000;
        uint64_t before = rill_now_ns();

        __asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(loops));
        before = rill_now_ns() - before;
        if (before < 200000 || before > 201000)
            return false;
    }
    return true;
}

static void quiet(void)
{
    uint64_t before = rill_now_ns(), ns = counts() ? 3600 * RILL_S : RILL_S / 2;

    settle();
    rill_sleep_ns(ns);
    before = rill_now_ns() - before;
    ok(before >= ns && before < ns + RILL_S, "all sleep for %lu ms",
       (unsigned long)(ns / RILL_MS));
}

static int spins(void *arg)
{
    (void)arg;
    ticket(&served);
    for (uint64_t until = rill_after_ns(20 * RILL_S);
         served < harts && rill_now_ns() < until;) {
    }
    return 0;
}

/* A hart counts the time that it slept when it wakes, so the test wakes all harts. */
static void slept(void)
{
    struct rill_stats before, after;

    rill_stats_read(&before);
    rill_sleep_ns(200 * RILL_MS);
    served = 0;
    run_many(harts, spins);
    rill_stats_read(&after);
    ok(after.idle_ns - before.idle_ns >= harts * 180 * RILL_MS,
       "%u harts slept: %lu ms", harts,
       (unsigned long)((after.idle_ns - before.idle_ns) / RILL_MS));
}

static int serves(void *arg)
{
    int v;

    (void)arg;
    while (rill_chan_recv(&work, &v, RILL_FOREVER) == 0)
        ticket(&served);
    return 0;
}

/* All tasks sleep but the sender, which keeps its hart. So the task that it wakes must run on
 * another hart. */
static void woken(void)
{
    unsigned late = 0, n = 0;
    struct rill_job job;
    int v = 1;

    start_one(&job, serves, NULL);
    WHILE_TIME(300, 3 * RILL_S)
    {
        uint64_t until;

        settle();
        served = 0;
        must(rill_chan_send(&work, &v, RILL_FOREVER) == 0);
        until = rill_after_ns(10 * RILL_S);
        while (!served && rill_now_ns() < until) {
        }
        late += !served;
        n++;
    }
    is(late, 0, "a sleeping hart is woken for a task that is ready");
    diag("%u times", n);
    rill_chan_close(&work);
    rill_join(&job, RILL_FOREVER, NULL);
}

static int waits(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&never, &v, RILL_FOREVER);
}

/* All harts sleep and all tasks wait, but one task has a deadline: that is no deadlock. */
static void not_dead(void)
{
    unsigned n = 0;
    int v;

    start_many(3, waits);
    WHILE_TIME(200, RILL_S / 10)
    {
        must(rill_chan_recv(&never, &v, rill_after_ns(300 * RILL_US)) ==
             -ETIMEDOUT);
        n++;
    }
    rill_chan_close(&never);
    is(join_many(3), 3 * -EPIPE, "while a timer runs nobody says deadlock");
    ok(n >= 2 && !wrong, "%u times", n);
}

int main(void)
{
    plan(6);
    harts = harts_ready();
    ok(harts > 0, "%u harts", harts);
    quiet();
    slept();
    if (counts())
        skip(1, "it would be long until QEMU ran the others");
    else
        woken();
    not_dead();
    return done();
}
