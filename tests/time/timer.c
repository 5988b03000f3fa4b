// qemu: -icount shift=0,sleep=off
/* time/timer.c -- timers: a tick comes once, when it is due; stop and set tell the truth; periodic
 * timers neither drift nor pile up; and all timers fire in order. */
#include <errno.h>

#include <rill/rill.h>

#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "small",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

static struct rill_timer t;
static uint64_t got_at;

static int tick_now(struct rill_timer *of)
{
    uint64_t at;

    return rill_chan_recv(&of->ticks, &at, RILL_POLL) == 0;
}

static void test_once(void)
{
    uint64_t due = rill_after_ns(3 * RILL_MS), at = 0;

    ok(!rill_timer_stop(&t), "a timer never set was not running");
    ok(!rill_timer_set(&t, due, 0), "nor when it is set first");
    is(rill_chan_recv(&t.ticks, &at, RILL_FOREVER), 0, "its tick comes");
    ok(at == due, "and says when it was due");
    ok(rill_now_ns() >= due, "not early");
    is(rill_chan_recv(&t.ticks, &at, rill_after_ns(5 * RILL_MS)), -ETIMEDOUT,
       "once");
    ok(!rill_timer_stop(&t), "stop then says that it had fired");
    rill_timer_set(&t, RILL_POLL, 0);
    is(rill_chan_recv(&t.ticks, &at, RILL_FOREVER), 0,
       "a time in the past is now");
}

static void test_stop(void)
{
    rill_timer_set(&t, rill_after_ns(3 * RILL_MS), 0);
    ok(rill_timer_stop(&t), "stopped before it fired");
    ok(!rill_timer_stop(&t), "which can be done once");
    rill_sleep_ns(5 * RILL_MS);
    ok(!tick_now(&t), "nothing comes");
    rill_timer_set(&t, rill_after_ns(RILL_MS), 0);
    rill_sleep_ns(3 * RILL_MS);
    is((long)rill_chan_len(&t.ticks), 1, "fired, and not received");
    ok(rill_timer_stop(&t), "stop takes the tick back, and says so");
    ok(!tick_now(&t), "nothing comes");
    rill_timer_set(&t, RILL_FOREVER, 0);
    ok(!rill_timer_stop(&t), "a timer for ever is a stopped one");
}

static void test_set_again(void)
{
    uint64_t late = rill_after_ns(8 * RILL_MS), at = 0;

    rill_timer_set(&t, rill_after_ns(RILL_MS), 0);
    ok(rill_timer_set(&t, late, 0), "set again while it runs");
    is(rill_chan_recv(&t.ticks, &at, RILL_FOREVER), 0, "a tick comes");
    ok(at == late, "of the second setting");
    rill_timer_set(&t, rill_after_ns(RILL_MS), 0);
    rill_sleep_ns(3 * RILL_MS);
    ok(rill_timer_set(&t, rill_after_ns(RILL_S), 0),
       "set again with a tick that nobody has received");
    ok(!tick_now(&t), "takes that back");
    rill_timer_stop(&t);
}

static void test_periodic(void)
{
    const uint64_t period = RILL_MS + 1;
    uint64_t start = rill_after_ns(RILL_MS), at, k = 0, got = 0, missed;
    unsigned wrong = 0, early = 0;

    rill_timer_set(&t, start, period);
    do {
        rill_chan_recv(&t.ticks, &at, RILL_FOREVER);
        early += rill_now_ns() < at;
        wrong +=
            (at - start) % period != 0 || (got && (at - start) / period <= k);
        k = (at - start) / period;
        got++;
        missed = t.missed; /* up to this tick, unless the next has come */
    } while (got < 20 || rill_now_ns() >= at + period);
    is(wrong, 0, "each tick at a whole number of periods: no drift");
    is(early, 0, "none early");
    ok(k + 1 == got + missed, "none lost without being counted");

    rill_sleep_ns(10 * period); /* the timer ticks, and no task receives */
    is((long)rill_chan_len(&t.ticks), 1, "ticks do not pile up");
    rill_chan_recv(&t.ticks, &at, RILL_FOREVER);
    got++;
    k = rill_now_ns() + 10 * period; /* meanwhile no switch fires it */
    while (rill_now_ns() < k) {
    }
    rill_chan_recv(&t.ticks, &at, RILL_FOREVER);
    got++;
    for (int i = 0; RILL_HARTS > 1 && i < 1000 && t.missed < 16; i++)
        rill_sleep_ns(period); /* a hart of a busy host may be late itself */
    ok(t.missed >= 16, "late ones are missed");
    k = (at - start) / period + 1; /* another hart may have fired since */
    ok(RILL_HARTS > 1
           ? got + t.missed >= k &&
                 got + t.missed <= (rill_now_ns() - start) / period + 1
           : got + t.missed == k,
       "and counted");
    ok(rill_timer_stop(&t), "a periodic timer runs until it is stopped");
    ok(!rill_timer_stop(&t), "no longer");
}

RILL_CHAN(none, uint64_t, 0);

static int waits(void *unused)
{
    uint64_t v;

    (void)unused;
    return rill_chan_recv(&none, &v, RILL_FOREVER);
}

/* A timer that is faster than the hart must not keep the hart to itself. */
static void test_too_fast(void)
{
    /* On many harts the harts are threads of a busy host, and take turns. */
    uint64_t until = rill_after_ns((RILL_HARTS > 1 ? 300 : 3) * RILL_MS);
    unsigned ran = 0;
    struct rill_job job = {0};
    struct rill_arm arm = {.op = RILL_RECV, .ch = &none, .value = &got_at};
    int r;

    rill_spawn(&job, &small, waits, NULL);
    rill_timer_set(&t, RILL_POLL, 1);
    while (rill_now_ns() < until) {
        rill_yield();
        ran++;
    }
    ok(ran > 3, "a period of 1 ns leaves time for others");
    ok(tick_now(&t), "and ticks");
    rill_sleep_ns(RILL_MS);
    is(rill_join(&job, rill_after_ns(RILL_MS), NULL), -ETIMEDOUT,
       "who waits for something else parks all the same");
    is(rill_select(&arm, 1, rill_after_ns(RILL_MS)), -ETIMEDOUT, "in a select");
    rill_chan_close(&none);
    is(rill_join(&job, RILL_FOREVER, &r), 0, "and tasks end");
    rill_timer_stop(&t);
}

static struct rill_timer waited;

static int receiver(void *arg)
{
    *(int *)arg = rill_chan_recv(&waited.ticks, &got_at, RILL_FOREVER);
    return 0;
}

static void test_waiting(void)
{
    struct rill_job job = {0};
    uint64_t due, at[2];
    int r = 1;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &t.ticks, .value = &at[0]},
        {.op = RILL_RECV, .ch = &waited.ticks, .value = &at[1]},
    };

    rill_spawn(&job, &small, receiver, &r);
    rill_yield(); /* the receiver waits for a timer that was never set */
    due = rill_after_ns(2 * RILL_MS);
    rill_timer_set(&waited, due, 0);
    rill_join(&job, RILL_FOREVER, NULL);
    ok(r == 0 && got_at == due,
       "who waited before the timer was set is served");

    /* On many harts the host's time counts, and the host may be busy. */
    due = rill_after_ns((RILL_HARTS > 1 ? 100 : 5) * RILL_MS);
    rill_timer_set(&t, due + (RILL_HARTS > 1 ? 100 : 3) * RILL_MS, 0);
    rill_timer_set(&waited, due, 0);
    is(rill_select(arms, 2, RILL_FOREVER), 1, "select: the earlier timer");
    is(rill_select(arms, 2, RILL_FOREVER), 0, "select: the later one");

    rill_timer_set(&waited, rill_after_ns(RILL_MS), RILL_MS);
    rill_spawn(&job, &small, receiver, &r);
    rill_chan_close(&waited.ticks);
    rill_join(&job, RILL_FOREVER, NULL);
    is(r, -EPIPE, "closing the channel ends who waits");
    rill_sleep_ns(3 * RILL_MS);
    ok(!rill_timer_stop(&waited), "and the timer");
}

enum { TIMERS = 24, STEPS = 2000 };

static uint32_t random_below(uint32_t n)
{
    static uint32_t x = 2463534242u;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return (uint32_t)((uint64_t)x * n >> 32);
}

/* Of each setting exactly one is true: a task received its tick, or stop said that the timer
 * had not fired, or the next setting said so. */
static void test_exactly_once(void)
{
    static struct rill_timer many[TIMERS];
    static unsigned char set[TIMERS];
    static uint64_t due[TIMERS];
    unsigned wrong = 0, fired = 0, stopped = 0;

    for (int i = 0; i < STEPS; i++) {
        unsigned n = random_below(TIMERS);
        uint64_t at;

        switch (random_below(4)) {
        case 0:
            if (rill_timer_stop(&many[n]) != set[n])
                wrong++;
            stopped += set[n];
            set[n] = 0;
            break;
        case 1:
            due[n] = rill_after_ns(random_below(400 * 1000));
            if (rill_timer_set(&many[n], due[n], 0) != set[n])
                wrong++;
            set[n] = 1;
            break;
        case 2:
            if (rill_chan_recv(&many[n].ticks, &at, RILL_POLL) == 0) {
                wrong += !set[n] || at != due[n] || rill_now_ns() < at;
                fired++;
                set[n] = 0;
            }
            break;
        default:
            rill_sleep_ns(random_below(60 * 1000));
        }
    }
    for (unsigned n = 0; n < TIMERS; n++)
        wrong += rill_timer_stop(&many[n]) != set[n];
    is(wrong, 0, "received or stopped, never both and never neither");
    ok(fired > 20 && stopped > 20, "both happened");
}

enum { SLEEPERS = 48 };

static struct sleeper {
    uint64_t until;
    unsigned char started, woke;
} sleepers[SLEEPERS];
static unsigned started, woke, early;

static int sleeper(void *arg)
{
    struct sleeper *s = arg;

    s->started = (unsigned char)started++;
    rill_sleep_until_ns(s->until);
    early += rill_now_ns() < s->until;
    s->woke = (unsigned char)woke++;
    return 0;
}

/* Times of each size, many of them equal: tasks wake by time, then by start. A grain of 100 us
 * is many ticks on each board. */
static void test_order(void)
{
    unsigned wrong = 0, n;
    uint64_t base = (rill_after_ns(30 * RILL_MS) / 100000 + 1) * 100000;

    for (n = 0; n < SLEEPERS; n++) {
        sleepers[n].until = base + random_below(2u << random_below(9)) * 100000;
        if (rill_spawn(NULL, &small, sleeper, &sleepers[n]))
            break;
    }
    while (rill_task_count() > 1)
        rill_sleep_ns(RILL_MS);
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < n; k++) {
            const struct sleeper *a = &sleepers[i], *b = &sleepers[k];
            int before = a->until != b->until ? a->until < b->until
                                              : a->started < b->started;

            wrong += before && a->woke > b->woke;
        }
    diag("%u sleepers", n);
    ok_in_order(!wrong, "all wake by time, and of one time by start");
    is(early, 0, "none early");
}

int main(void)
{
    plan(42);
    test_once();
    test_stop();
    test_set_again();
    test_periodic();
    test_too_fast();
    test_waiting();
    test_exactly_once();
    test_order();
    return done();
}
