/* sync/harts_chan.c -- channels between tasks on all harts: each value arrives once, the values of
 * each sender in the sender's order, each select has one winner, and a close ends all waits. */
#include "../many.h"

enum { SENDERS = 8, RECEIVERS = 8, EACH = 500, CHANS = 3, WAITERS = 32 };

static struct rill_chan ch, chans[CHANS];
static uint32_t buf[16], bufs[CHANS][2];
static unsigned got[SENDERS][EACH];
static unsigned closers;

static uint32_t value(unsigned from, unsigned seq)
{
    return from << 16 | seq;
}

/* ---- one channel, senders and receivers, any capacity ---- */

static int sends(void *arg)
{
    for (unsigned seq = 0; seq < EACH; seq++) {
        uint32_t v = value((unsigned)(uintptr_t)arg, seq);

        must(rill_chan_send(&ch, &v, RILL_FOREVER) == 0);
    }
    return 0;
}

static void note(uint32_t v, int *last)
{
    unsigned from = v >> 16, seq = v & 0xffff;

    if (from >= SENDERS || seq >= EACH) {
        ticket(&wrong);
        return;
    }
    must((int)seq > last[from]);
    last[from] = (int)seq;
    ticket(&got[from][seq]);
}

static int receives(void *arg)
{
    int last[SENDERS], r;
    uint32_t v;

    (void)arg;
    memset(last, -1, sizeof last);
    while ((r = rill_chan_recv(&ch, &v, RILL_FOREVER)) == 0)
        note(v, last);
    must(r == -EPIPE);
    return 0;
}

static int sends_or_receives(void *arg)
{
    uintptr_t i = (uintptr_t)arg;

    return i < SENDERS ? sends(arg) : receives(arg);
}

static void check_got(void)
{
    for (unsigned i = 0; i < SENDERS; i++)
        for (unsigned k = 0; k < EACH; k++)
            must(got[i][k] == 1);
}

static void one_channel(unsigned cap, unsigned receivers)
{
    rill_chan_init(&ch, cap ? buf : NULL, sizeof(uint32_t), cap);
    memset(got, 0, sizeof got);
    start_many(SENDERS + receivers, sends_or_receives);
    for (unsigned i = 0; i < SENDERS; i++)
        rill_join(&many_jobs[i], RILL_FOREVER, NULL);
    rill_chan_close(&ch);
    for (unsigned i = 0; i < receivers; i++)
        rill_join(&many_jobs[SENDERS + i], RILL_FOREVER, NULL);
    check_got();
    must(rill_chan_len(&ch) == 0);
}

/* ---- selects over three channels, to send and to receive ---- */

static int selects_to_send(void *arg)
{
    for (unsigned seq = 0; seq < EACH; seq++) {
        uint32_t v = value((unsigned)(uintptr_t)arg, seq);
        struct rill_arm arms[CHANS];
        int r;

        for (int i = 0; i < CHANS; i++)
            arms[i] = (struct rill_arm){
                .op = RILL_SEND, .ch = &chans[i], .value = &v};
        r = rill_select(arms, CHANS, RILL_FOREVER);
        must(r >= 0 && arms[r].result == 0);
    }
    return 0;
}

/* Receive until all channels are closed. The select tells of a closed channel, which the task
 * then leaves out. */
static int selects_to_receive(void *arg)
{
    unsigned open = CHANS;
    struct rill_arm arms[CHANS];
    uint32_t v[CHANS];

    (void)arg;
    for (int i = 0; i < CHANS; i++)
        arms[i] =
            (struct rill_arm){.op = RILL_RECV, .ch = &chans[i], .value = &v[i]};
    while (open) {
        int last[SENDERS], r = rill_select(arms, CHANS, RILL_FOREVER);

        memset(last, -1, sizeof last); /* no order between channels */
        must(r >= 0);
        if (arms[r].result == 0) {
            note(v[r], last);
        } else {
            must(arms[r].result == -EPIPE);
            arms[r].ch = NULL;
            open--;
        }
    }
    return 0;
}

static int selects(void *arg)
{
    uintptr_t i = (uintptr_t)arg;

    return i < SENDERS ? selects_to_send(arg) : selects_to_receive(arg);
}

static void many_channels(void)
{
    for (unsigned i = 0; i < CHANS; i++)
        rill_chan_init(&chans[i], i ? bufs[i] : NULL, sizeof(uint32_t), i);
    memset(got, 0, sizeof got);
    start_many(SENDERS + RECEIVERS, selects);
    for (unsigned i = 0; i < SENDERS; i++)
        rill_join(&many_jobs[i], RILL_FOREVER, NULL);
    for (unsigned i = 0; i < CHANS; i++)
        rill_chan_close(&chans[i]);
    for (unsigned i = 0; i < RECEIVERS; i++)
        rill_join(&many_jobs[SENDERS + i], RILL_FOREVER, NULL);
    check_got();
    for (unsigned i = 0; i < CHANS; i++)
        must(rill_chan_len(&chans[i]) == 0);
}

/* ---- several tasks close channels at once, while many wait ---- */

static int waits_or_closes(void *arg)
{
    uintptr_t i = (uintptr_t)arg;
    uint32_t v = 0;
    struct rill_arm arms[] = {{.op = RILL_RECV, .ch = &chans[1], .value = &v},
                              {.op = RILL_SEND, .ch = &chans[0], .value = &v}};
    int r;

    if (i >= WAITERS) {
        for (int c = 0; c < 2; c++)
            if (rill_chan_close(&chans[c]) == 0)
                ticket(&closers);
        return 0;
    }
    switch (i % 3) {
    case 0:
        r = rill_chan_send(&chans[0], &v, RILL_FOREVER);
        break;
    case 1:
        r = rill_chan_recv(&chans[1], &v, RILL_FOREVER);
        break;
    default:
        r = rill_select(arms, 2, RILL_FOREVER);
        r = r < 0 ? r : arms[r].result;
    }
    must(r == -EPIPE);
    return 0;
}

static void closed(void)
{
    static uint32_t full = 1;

    /* One channel is full, the other empty: all tasks must wait. */
    rill_chan_init(&chans[0], bufs[0], sizeof(uint32_t), 1);
    rill_chan_init(&chans[1], bufs[1], sizeof(uint32_t), 1);
    rill_chan_send(&chans[0], &full, RILL_POLL);
    closers = 0;
    must(run_many(WAITERS + 4, waits_or_closes) == 0);
    must(closers == 2);
    must(rill_chan_len(&chans[0]) == 1);
}

int main(void)
{
    static const unsigned caps[] = {0, 1, 7, 16};
    unsigned n = 0;

    plan(4);
    harts_ready();
    for (unsigned i = 0; i < 4; i++)
        for (unsigned receivers = 1; receivers <= RECEIVERS; receivers *= 2)
            one_channel(caps[i], receivers);
    is(wrong, 0, "each value once, each sender's in their order");
    WHILE_TIME(20, 3 * RILL_S)
    {
        many_channels();
        n++;
    }
    is(wrong, 0, "each select has one winner");
    WHILE_TIME(500, 3 * RILL_S)
    {
        closed();
        n++;
    }
    is(wrong, 0, "a close ends all who wait, and one has closed it");
    ok(n > 2, "%u rounds", n);
    return done();
}
