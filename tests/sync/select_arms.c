// qemu: -icount shift=0,sleep=off
/* sync/select_arms.c -- what a select of many arms costs, in instructions of all harts (an
 * instruction takes a nanosecond here). Eight times as many arms, in any order, cost no more than
 * n log n allows, when the select polls and when it waits. And the select works: it finds the arm
 * that is ready, with each channel in several arms. */
#include <errno.h>
#include <stdlib.h>

#include <rill/rill.h>

#include "../tap.h"

enum { FEW = 512, MANY = 8 * FEW };

static struct rill_chan chans[MANY];
static struct rill_arm arms[MANY];
static int value;

static unsigned ascending(unsigned i, unsigned n)
{
    (void)n;
    return i;
}

static unsigned descending(unsigned i, unsigned n)
{
    return n - 1 - i;
}

/* n is a power of two, so each channel comes once. */
static unsigned shuffled(unsigned i, unsigned n)
{
    return (i * 2654435761u + 12345u) % n;
}

static unsigned twice(unsigned i, unsigned n)
{
    return shuffled(i, n) / 2;
}

static unsigned saw(unsigned i, unsigned n)
{
    return i % 2 ? i / 2 : n / 2 + i / 2;
}

static int sends_late(void *ch)
{
    int v = 5;

    rill_sleep_ns(20 * RILL_MS);
    return rill_chan_send(ch, &v, RILL_FOREVER);
}

static void fill_in(unsigned n, unsigned (*order)(unsigned i, unsigned n))
{
    for (unsigned i = 0; i < n; i++) {
        rill_chan_init(&chans[i], NULL, sizeof value, 0);
        arms[i] = (struct rill_arm){.op = RILL_RECV, .value = &value};
    }
    for (unsigned i = 0; i < n; i++)
        arms[i].ch = &chans[order(i, n)];
}

static uint64_t poll_ns(unsigned n)
{
    uint64_t began_ns = rill_now_ns();

    if (rill_select(arms, (int)n, RILL_POLL) != -ETIMEDOUT)
        bail("a poll of nothing");
    return rill_now_ns() - began_ns;
}

/* How long the select took, without the time that it slept. */
static uint64_t wait_ns(unsigned n)
{
    struct rill_job job;
    uint64_t began_ns, idle_ns;
    int r;

    value = 0;
    rill_spawn(&job, NULL, sends_late, arms[n / 3].ch);
    began_ns = rill_now_ns();
    r = rill_select(arms, (int)n, RILL_FOREVER);
    began_ns = rill_now_ns() - began_ns;
    if (r < 0 || arms[r].ch != arms[n / 3].ch || arms[r].result || value != 5)
        bail("another arm: %d", r);
    rill_join(&job, RILL_FOREVER, NULL);
    idle_ns = 20 * RILL_MS;
    return began_ns > idle_ns ? began_ns - idle_ns : 1;
}

static void grows(const char *name, unsigned (*order)(unsigned i, unsigned n))
{
    uint64_t polls[2], waits[2];
    static const unsigned n[2] = {FEW, MANY};

    for (int i = 0; i < 2; i++) {
        fill_in(n[i], order);
        polls[i] = poll_ns(n[i]);
        waits[i] = wait_ns(n[i]);
    }
    diag("%s: polls %lu, %lu ns; waits %lu, %lu ns", name,
         (unsigned long)polls[0], (unsigned long)polls[1],
         (unsigned long)waits[0], (unsigned long)waits[1]);
    /* 8 times as many arms, and log2 goes from 9 to 12: 10.7. */
    ok(polls[1] <= 13 * polls[0], "%s, polled", name);
    ok(waits[1] <= 13 * waits[0], "%s, waited for", name);
}

int main(void)
{
    plan(10);
    grows("in order", ascending);
    grows("the other way round", descending);
    grows("in no order", shuffled);
    grows("each channel twice", twice);
    grows("two runs", saw);
    return done();
}
