// qemu: -icount shift=0,sleep=off
/* sync/select.c -- a select finishes exactly one arm, chooses fairly among the ready arms, and
 * leaves no trace. */
#include <errno.h>
#include <rill/rill.h>

#include "../tap.h"

enum { ROUNDS = 10000 };

RILL_CHAN(a, int, 1);
RILL_CHAN(b, int, 1);
RILL_CHAN(c, int, 0);
RILL_CHAN(d, int, 0);

static const struct rill_task_opts small = {.stack_bytes =
                                                sizeof(void *) * 120};

static struct rill_arm recv_arm(struct rill_chan *ch, int *value)
{
    return (struct rill_arm){.op = RILL_RECV, .ch = ch, .value = value};
}

static struct rill_arm send_arm(struct rill_chan *ch, int *value)
{
    return (struct rill_arm){.op = RILL_SEND, .ch = ch, .value = value};
}

static bool empty(const struct rill_chan *ch)
{
    return !ch->senders.head && !ch->receivers.head;
}

/* Two of four arms are ready, not neighbours: each is taken half the time, within
 * 3 sigma of a fair coin (sigma = sqrt(n) / 2 = 50). */
static void test_fair(void)
{
    int one = 1, got, first = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct rill_arm arms[] = {recv_arm(&c, &got), recv_arm(&a, &got),
                                  recv_arm(NULL, &got), recv_arm(&b, &got)};
        int n;

        rill_chan_send(&a, &one, RILL_POLL);
        rill_chan_send(&b, &one, RILL_POLL);
        n = rill_select(arms, 4, RILL_FOREVER);
        if (n != 1 && n != 3)
            bail("arm %d was not ready", n);
        first += n == 1;
    }
    rill_chan_recv(&a, &got, RILL_POLL);
    rill_chan_recv(&b, &got, RILL_POLL);
    diag("the first of two ready arms: %d of %d", first, ROUNDS);
    ok(first > ROUNDS / 2 - 150 && first < ROUNDS / 2 + 150, "fair");
}

static int feeds(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS / 10; i++) {
        while (!c.receivers.head)
            rill_yield();
        rill_chan_send(&c, &i, RILL_FOREVER);
    }
    return 0;
}

static int closes_last(void *ch)
{
    return rill_chan_close(ch);
}

/* Three arms of one channel, between other arms, and a value that comes while the select waits;
 * two arms, to receive and to send, and a close. Each arm is taken equally often, within 3
 * sigma (of 1,000: 15; 16). */
static void test_fair_waiting(void)
{
    int got, out = 1, taken[6] = {0}, sends = 0;
    struct rill_job job;

    rill_spawn(&job, &small, feeds, NULL);
    for (int i = 0; i < ROUNDS / 10; i++) {
        struct rill_arm arms[] = {recv_arm(&d, &got),   recv_arm(&c, &got),
                                  recv_arm(NULL, &got), send_arm(&d, &out),
                                  recv_arm(&c, &got),   recv_arm(&c, &got)};

        taken[rill_select(arms, 6, RILL_FOREVER)]++;
    }
    rill_join(&job, RILL_FOREVER, NULL);
    diag("arms of one channel: %d, %d, %d", taken[1], taken[4], taken[5]);
    for (int i = 1; i < 6; i += i == 1 ? 3 : 1)
        if (taken[i] < 333 - 45 || taken[i] > 333 + 45)
            taken[0] = 1;
    ok(!taken[0] && !taken[3], "fair while it waits, and nobody else");
    for (int i = 0; i < ROUNDS / 10; i++) {
        struct rill_chan e;
        struct rill_arm arms[] = {recv_arm(&e, &got), send_arm(&e, &out)};

        rill_chan_init(&e, NULL, sizeof(int), 0);
        rill_spawn(&job, &small, closes_last, &e);
        sends += rill_select(arms, 2, RILL_FOREVER);
        rill_join(&job, RILL_FOREVER, NULL);
    }
    diag("a close ends the send: %d of %d", sends, ROUNDS / 10);
    ok(sends > 500 - 48 && sends < 500 + 48, "and when it is closed");
    ok(empty(&c) && empty(&d), "nothing is left in the queues");
}

static void test_none(void)
{
    int v = 7;
    struct rill_arm arms[] = {recv_arm(&c, &v), send_arm(&d, &v)};

    is(rill_select(arms, 2, RILL_POLL), -ETIMEDOUT, "a default");
    is(rill_select(arms, 2, rill_after_ns(RILL_MS)), -ETIMEDOUT, "a deadline");
    ok(empty(&c) && empty(&d), "a deadline leaves nothing in the queues");
    is(v, 7, "and no value touched");
    is(rill_select(NULL, 0, rill_after_ns(RILL_MS)), -ETIMEDOUT, "no arms");
}

static int send_9(void *ch)
{
    int nine = 9;

    return rill_chan_send(ch, &nine, RILL_FOREVER);
}

static int recv_into(void *value)
{
    return rill_chan_recv(&d, value, RILL_FOREVER);
}

static void test_blocking(void)
{
    int got = 0, out = 5, seen = 0, r;
    struct rill_arm arms[] = {recv_arm(&c, &got), send_arm(&d, &out),
                              recv_arm(&c, &got)};

    rill_spawn(NULL, &small, send_9, &c);
    r = rill_select(arms, 3, RILL_FOREVER);
    ok(r == 0 || r == 2, "a sender comes: one of its two arms");
    ok(got == 9 && arms[r].result == 0, "and its value with it");
    ok(empty(&c) && empty(&d), "out of every queue");
    rill_spawn(NULL, &small, recv_into, &seen);
    is(rill_select(arms, 3, RILL_FOREVER), 1, "a receiver comes");
    settle();
    is(seen, 5, "and takes our value");
}

static int close_c(void *arg)
{
    (void)arg;
    return rill_chan_close(&c);
}

static void test_close(void)
{
    int v = 3;
    struct rill_arm arms[] = {recv_arm(&d, &v), send_arm(&c, &v)};

    rill_spawn(NULL, &small, close_c, NULL);
    is(rill_select(arms, 2, RILL_FOREVER), 1, "closed while waiting");
    is(arms[1].result, -EPIPE, "a send that was not taken");
    is(rill_select(arms, 2, RILL_FOREVER), 1, "closed before");
    is(arms[1].result, -EPIPE, "the same answer");
}

/* A select that sends and receives on one channel must not meet itself, but two such selects
 * must meet each other. */
static int both_ways(void *result)
{
    int in = 0, out = 1;
    struct rill_arm arms[] = {recv_arm(&d, &in), send_arm(&d, &out)};

    /* On many harts the host's time counts, and the host may be busy. */
    *(int *)result =
        10 * rill_select(arms, 2,
                         rill_after_ns((RILL_HARTS > 1 ? 300 : 5) * RILL_MS)) +
        in;
    return 0;
}

static void test_self(void)
{
    struct rill_job one, two;
    int r1 = 0, r2 = 0;

    both_ways(&r1);
    is(r1, 10 * -ETIMEDOUT, "a select does not meet itself");
    rill_spawn(&one, &small, both_ways, &r1);
    rill_spawn(&two, &small, both_ways, &r2);
    rill_join(&one, RILL_FOREVER, NULL);
    rill_join(&two, RILL_FOREVER, NULL);
    ok((r1 == 1 && r2 == 10) || (r1 == 10 && r2 == 1),
       "two selects meet: one sends, one receives");
    ok(empty(&d), "and are gone");
}

/* Three senders, each with its own channel; a select over the channels must get all values. */
static int send_100(void *ch)
{
    for (int i = 0; i < 100; i++)
        rill_chan_send(ch, &i, RILL_FOREVER);
    return 0;
}

static void test_conservation(void)
{
    static struct rill_chan chans[3];
    static int room[3][2];
    int sum = 0, got;

    for (int i = 0; i < 3; i++) {
        rill_chan_init(&chans[i], room[i], sizeof(int), (size_t)i);
        if (rill_spawn(NULL, &small, send_100, &chans[i]))
            bail("no memory");
    }
    for (int i = 0; i < 300; i++) {
        struct rill_arm arms[] = {recv_arm(&chans[0], &got),
                                  recv_arm(&chans[1], &got),
                                  recv_arm(&chans[2], &got)};

        rill_select(arms, 3, RILL_FOREVER);
        sum += got;
    }
    is(sum, 3 * 4950, "every message once");
}

int main(void)
{
    size_t tasks = rill_task_count();

    plan(23);
    test_fair();
    test_fair_waiting();
    test_none();
    test_blocking();
    test_close();
    test_self();
    test_conservation();
    settle();
    is(rill_task_count(), tasks, "no task is left");
    return done();
}
