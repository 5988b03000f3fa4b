// qemu: -icount shift=0,sleep=off
/* classic/cancel.c -- timers against cancels, and a timeout in a loop.
 *
 * The classic: the race between a deadline and an answer, as in Go's tests of time.After and of
 * contexts. Each task waits for a cancel with a deadline. Of every five tasks, two are cancelled
 * by a message, one by a close, and two not at all. Then a heartbeat stops; the listener waits
 * anew for each beat.
 * Known: a task that is cancelled long before its deadline never sees the deadline. A task that
 * is not cancelled sees only the deadline, and not early. A deadline that was not needed does
 * not disturb a later sleep. The listener hears all five beats, then one timeout.
 */
#include "classic.h"

enum { WAITERS = 200, BEATS = 5 };

static struct rill_chan cancels[WAITERS];
static uint64_t soon;
static int early, disturbed;

static bool will_be_cancelled(int me)
{
    return me % 5 < 3;
}

static int waiter(void *arg)
{
    int me = (int)(intptr_t)arg, why, r;
    uint64_t deadline =
        will_be_cancelled(me) ? soon + 60 * RILL_S : soon + (unsigned)me;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &cancels[me], .value = &why},
        {.op = RILL_RECV, .ch = NULL},
    };

    /* Every second task waits by select. */
    if (me & 1) {
        r = rill_select(arms, 2, deadline);
        r = r == 0 ? arms[0].result : r;
    } else {
        r = rill_chan_recv(&cancels[me], &why, deadline);
    }
    early += r == -ETIMEDOUT && rill_now_ns() < deadline;
    deadline = rill_after_ns(RILL_MS);
    rill_sleep_until_ns(deadline);
    disturbed += rill_now_ns() < deadline;
    return r;
}

RILL_CHAN(beats, int, 0);

static int heart(void *arg)
{
    (void)arg;
    for (int i = 0; i < BEATS; i++) {
        rill_sleep_ns(RILL_MS);
        put(&beats, &i);
    }
    return 0;
}

static void test_heartbeat(void)
{
    int beat = -1, heard = 0, r;
    struct rill_arm arms[] = {{.op = RILL_RECV, .ch = &beats, .value = &beat}};

    start(NULL, heart, NULL);
    /* Wait long for a beat, for slow hosts, but only a short time after the last beat. */
    while ((r = rill_select(
                arms, 1,
                rill_after_ns(heard < BEATS ? 20 * RILL_S : 5 * RILL_MS))) == 0)
        heard += beat == heard;
    is(heard, BEATS, "all beats");
    is(r, -ETIMEDOUT, "then none");
}

int main(void)
{
    static struct rill_job jobs[WAITERS];
    int messages = 0, closes = 0, timeouts = 0;
    uint64_t began;

    plan(9);
    for (int i = 0; i < WAITERS; i++)
        rill_chan_init(&cancels[i], NULL, sizeof(int), 0);
    began = rill_now_ns();
    soon = began + 30 * RILL_MS;
    for (intptr_t i = 0; i < WAITERS; i++)
        start(&jobs[i], waiter, (void *)i);
    rill_yield();
    for (int i = 0; i < WAITERS; i++)
        if (i % 5 == 0)
            rill_chan_close(&cancels[i]);
        else if (will_be_cancelled(i))
            put(&cancels[i], &i);
    for (int i = 0; i < WAITERS; i++) {
        int r = finish(&jobs[i]);

        messages += r == 0;
        closes += r == -EPIPE;
        timeouts += r == -ETIMEDOUT;
    }
    is(messages, 80, "cancelled by a message");
    is(closes, 40, "by closing");
    is(timeouts, 80, "timed out");
    is(early, 0, "none early");
    is(disturbed, 0, "no old deadline wakes a later sleep");
    ok(rill_now_ns() - began < 30 * RILL_S, "nobody waited for the far ones");
    test_heartbeat();
    all_ended();
    return done();
}
