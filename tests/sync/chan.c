// qemu: -icount shift=0,sleep=off
/* sync/chan.c -- channels: each value arrives once, in order; close; deadlines.
 *
 * The property: whatever the capacity, and however many senders and receivers, what goes in comes
 * out, and the values of each sender arrive in the sender's order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { MAX_SIDE = 3, EACH = 8, MAX_CAP = 64 };

static const struct rill_task_opts small = {
    .name = "helper",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

struct msg {
    uint8_t from, seq;
};

static struct rill_chan ch;
static struct msg buf[MAX_CAP];
static unsigned got[MAX_SIDE][EACH]; /* how often each value arrived */
static unsigned disorder;

static void spawn(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    int r = rill_spawn(job, &small, fn, arg);

    if (r)
        bail("spawn: %d", r);
}

static int sender(void *arg)
{
    struct msg m = {.from = (uint8_t)(uintptr_t)arg};

    for (m.seq = 0; m.seq < EACH; m.seq++) {
        if (rill_chan_send(&ch, &m, RILL_FOREVER))
            return 1;
        if ((m.seq ^ m.from) & 1)
            rill_yield();
    }
    return 0;
}

static int receiver(void *arg)
{
    int last[MAX_SIDE] = {-1, -1, -1};
    struct msg m;
    int r;

    while ((r = rill_chan_recv(&ch, &m, RILL_FOREVER)) == 0) {
        ticket(&got[m.from][m.seq]);
        if (m.seq <= last[m.from])
            ticket(&disorder);
        last[m.from] = m.seq;
        if ((uintptr_t)arg & 1)
            rill_yield();
    }
    return r == -EPIPE ? 0 : 1;
}

/* Do one experiment.   returns  how many things were wrong. */
static unsigned conserve(unsigned cap, unsigned senders, unsigned receivers)
{
    struct rill_job s[MAX_SIDE] = {0}, r[MAX_SIDE] = {0};
    unsigned wrong = 0;
    int result;

    rill_chan_init(&ch, cap ? buf : NULL, sizeof buf[0], cap);
    memset(got, 0, sizeof got);
    disorder = 0;
    for (uintptr_t i = 0; i < receivers; i++)
        spawn(&r[i], receiver, (void *)i);
    for (uintptr_t i = 0; i < senders; i++)
        spawn(&s[i], sender, (void *)i);
    for (unsigned i = 0; i < senders; i++) {
        rill_join(&s[i], RILL_FOREVER, &result);
        wrong += result != 0;
    }
    rill_chan_close(&ch);
    for (unsigned i = 0; i < receivers; i++) {
        rill_join(&r[i], RILL_FOREVER, &result);
        wrong += result != 0;
    }
    for (unsigned i = 0; i < senders; i++)
        for (unsigned k = 0; k < EACH; k++)
            wrong += got[i][k] != 1;
    return wrong + disorder + (rill_chan_len(&ch) != 0);
}

static void test_conservation(void)
{
    unsigned wrong = 0, runs = 0;

    for (unsigned cap = 0; cap <= MAX_CAP; cap += cap < 9 ? 1 : 11)
        for (unsigned s = 1; s <= MAX_SIDE; s++)
            for (unsigned r = 1; r <= MAX_SIDE; r++, runs++)
                wrong += conserve(cap, s, r);
    is(wrong, 0, "nothing lost, doubled or out of order");
    diag("%u experiments", runs);
    is((long)rill_task_count(), 1, "all tasks ended");
}

/* ---- the task that waits first is served first ---- */

static char served[4];
static unsigned served_len;

static int recv_one(void *arg)
{
    char c = '?';

    (void)arg;
    rill_chan_recv(&ch, &c, RILL_FOREVER);
    served[ticket(&served_len)] = c;
    return c;
}

static int send_one(void *arg)
{
    return rill_chan_send(&ch, arg, RILL_FOREVER);
}

static void test_fifo(void)
{
    struct rill_job jobs[3] = {0};
    int results[3];
    char c, out[4] = "";

    rill_chan_init(&ch, NULL, 1, 0);
    for (int i = 0; i < 3; i++) {
        spawn(&jobs[i], recv_one, NULL);
        in_turn();
    }
    settle();
    for (int i = 0; i < 3; i++)
        is(rill_chan_send(&ch, &"xyz"[i], RILL_POLL), 0,
           "a receiver waits: send need not");
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, &results[i]);
    ok(results[0] == 'x' && results[1] == 'y' && results[2] == 'z',
       "receivers in their order");
    ok_in_order(memcmp(served, "xyz", 3) == 0, "they ran in their order");

    for (int i = 0; i < 3; i++) {
        spawn(&jobs[i], send_one, (void *)&"pqr"[i]);
        in_turn();
    }
    settle();
    for (int i = 0; i < 3; i++)
        if (rill_chan_recv(&ch, &c, RILL_POLL) == 0)
            out[i] = c;
    ok(strcmp(out, "pqr") == 0, "senders in their order: %s", out);
    for (int i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);

    /* Values in the buffer go before the value of a blocked sender. */
    rill_chan_init(&ch, buf, 1, 1);
    rill_chan_send(&ch, "1", RILL_POLL);
    spawn(&jobs[0], send_one, "2");
    in_turn();
    spawn(&jobs[1], send_one, "3");
    settle();
    memset(out, 0, sizeof out);
    for (int i = 0; i < 3; i++)
        if (rill_chan_recv(&ch, &c, RILL_POLL) == 0)
            out[i] = c;
    ok(strcmp(out, "123") == 0, "buffer first, then the senders: %s", out);
    for (int i = 0; i < 2; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
}

/* ---- close ---- */

static int recv_status(void *arg)
{
    char c;

    (void)arg;
    return rill_chan_recv(&ch, &c, RILL_FOREVER);
}

static void test_close(void)
{
    struct rill_job jobs[2] = {0};
    int a, b;
    char c = '-';

    rill_chan_init(&ch, NULL, 1, 0);
    spawn(&jobs[0], recv_status, NULL);
    spawn(&jobs[1], recv_status, NULL);
    settle();
    is(rill_chan_close(&ch), 0, "close");
    rill_join(&jobs[0], RILL_FOREVER, &a);
    rill_join(&jobs[1], RILL_FOREVER, &b);
    ok(a == -EPIPE && b == -EPIPE, "waiting receivers: %d %d", a, b);
    is(rill_chan_close(&ch), -EPIPE, "close twice");
    is(rill_chan_send(&ch, "s", RILL_FOREVER), -EPIPE, "send after close");
    is(rill_chan_recv(&ch, &c, RILL_FOREVER), -EPIPE, "recv after close");

    rill_chan_init(&ch, buf, 1, 2);
    rill_chan_send(&ch, "1", RILL_POLL);
    rill_chan_send(&ch, "2", RILL_POLL);
    spawn(&jobs[0], send_one, "3");
    spawn(&jobs[1], send_one, "4");
    settle();
    rill_chan_close(&ch);
    rill_join(&jobs[0], RILL_FOREVER, &a);
    rill_join(&jobs[1], RILL_FOREVER, &b);
    ok(a == -EPIPE && b == -EPIPE, "waiting senders: %d %d", a, b);
    is((long)rill_chan_len(&ch), 2, "the buffer is kept");
    ok(rill_chan_recv(&ch, &c, RILL_FOREVER) == 0 && c == '1', "drained: 1");
    ok(rill_chan_recv(&ch, &c, RILL_FOREVER) == 0 && c == '2', "drained: 2");
    is(rill_chan_recv(&ch, &c, RILL_FOREVER), -EPIPE, "drained and closed");
    is(c, '2', "a failed receive leaves the value alone");
}

/* ---- deadlines ---- */

static int send_later(void *arg)
{
    rill_sleep_ns(2 * RILL_MS);
    return rill_chan_send(&ch, arg, RILL_FOREVER);
}

static void test_deadlines(void)
{
    struct rill_job job = {0};
    uint64_t until;
    char c = '-';
    int a;

    rill_chan_init(&ch, buf, 1, 1);
    is(rill_chan_recv(&ch, &c, RILL_POLL), -ETIMEDOUT, "poll: empty");
    is(rill_chan_send(&ch, "1", RILL_POLL), 0, "poll: room");
    is(rill_chan_send(&ch, "2", RILL_POLL), -ETIMEDOUT, "poll: full");
    is((long)rill_chan_cap(&ch), 1, "capacity");
    until = rill_after_ns(3 * RILL_MS);
    is(rill_chan_send(&ch, "2", until), -ETIMEDOUT, "send times out");
    ok(rill_now_ns() >= until, "not early");
    ok(rill_chan_recv(&ch, &c, RILL_POLL) == 0 && c == '1', "one was in it");
    is(rill_chan_recv(&ch, &c, RILL_POLL), -ETIMEDOUT,
       "a send that timed out leaves nothing");

    rill_chan_init(&ch, NULL, 1, 0);
    until = rill_after_ns(3 * RILL_MS);
    is(rill_chan_recv(&ch, &c, until), -ETIMEDOUT, "recv times out");
    ok(rill_now_ns() >= until, "not early");
    is(rill_chan_send(&ch, "2", RILL_POLL), -ETIMEDOUT,
       "a receive that timed out waits no more");
    spawn(&job, send_later, "k");
    until = rill_after_ns(10 * RILL_S);
    ok(rill_chan_recv(&ch, &c, until) == 0 && c == 'k', "in time");
    ok(rill_now_ns() < until, "the deadline was not waited for");
    rill_join(&job, RILL_FOREVER, &a);
    is(a, 0, "the sender saw it go");
    until = rill_after_ns(2 * RILL_MS);
    rill_sleep_until_ns(until);
    ok(rill_now_ns() >= until, "and no old deadline wakes a later sleep");
}

/* ---- a buffered channel is a queue: compared with a model, for elements of any size */

RILL_CHAN(fixed, uint64_t, 5);

static void test_model(void)
{
    static const uint8_t sizes[] = {1, 3, 8, 13};
    unsigned seed = 1, wrong = 0;
    uint8_t in[13], out[13], first = 0, next = 0;
    uint64_t big = 0x0123456789abcdef;

    for (unsigned i = 0; i < sizeof sizes; i++) {
        size_t n = sizes[i], cap = sizeof buf / 13;

        rill_chan_init(&ch, buf, n, cap);
        first = next = 0;
        for (int step = 0; step < 1000; step++) {
            seed = seed * 1103515245 + 12345;
            if (seed >> 16 & 1) {
                memset(in, next, n);
                if (rill_chan_send(&ch, in, RILL_POLL) == 0)
                    next++;
                else
                    wrong += (uint8_t)(next - first) != cap;
            } else if (rill_chan_recv(&ch, out, RILL_POLL) == 0) {
                memset(in, first, n);
                wrong += memcmp(in, out, n) != 0;
                first++;
            } else {
                wrong += next != first;
            }
            wrong += rill_chan_len(&ch) != (uint8_t)(next - first);
        }
    }
    is(wrong, 0, "a queue, as in the model");
    is(rill_chan_send(&fixed, &big, RILL_POLL), 0, "a static channel is ready");
    big = 0;
    rill_chan_recv(&fixed, &big, RILL_POLL);
    ok(big == 0x0123456789abcdef, "and keeps 64 bits");
    is((long)rill_chan_cap(&fixed), 5, "and its capacity");
}

int main(void)
{
    plan(39);
    test_conservation();
    test_fifo();
    test_close();
    test_deadlines();
    test_model();
    return done();
}
