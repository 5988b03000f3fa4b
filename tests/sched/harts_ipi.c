// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_send
/* sched/harts_ipi.c -- Rill interrupts a hart only when that hart sleeps. The tasks of hart 0 talk
 * to each other while hart 1 computes: no hart sleeps, so no hart sends an IPI. Then hart 1 has
 * nothing to do, and a waker that makes its task ready must wake it. */
#include "../many.h"

void __real_rill_ipi_send(uintptr_t hart_id);
void __wrap_rill_ipi_send(uintptr_t hart_id);

static unsigned sent;
static volatile bool computes, enough;
RILL_CHAN(talk, int, 0);
RILL_CHAN(wake, int, 0);

void __wrap_rill_ipi_send(uintptr_t hart_id)
{
    ticket(&sent);
    __real_rill_ipi_send(hart_id);
}

static int compute(void *arg)
{
    (void)arg;
    rill_pin(1);
    computes = true;
    while (!enough) {
    }
    return 0;
}

static int hear(void *arg)
{
    int v, n = 0;

    rill_pin((int)(intptr_t)arg);
    while (rill_chan_recv(arg ? &wake : &talk, &v, RILL_FOREVER) == 0)
        n++;
    return n;
}

int main(void)
{
    enum { MESSAGES = 1000, WAKES = 20 };
    unsigned before;

    plan(4);
    harts_ready();
    rill_pin(0);
    start_one(&many_jobs[0], compute, NULL);
    start_one(&many_jobs[1], hear, (void *)0);
    start_one(&many_jobs[2], hear, (void *)1);
    while (!computes)
        rill_sleep_ns(RILL_MS);
    rill_yield(); /* the receiver waits */
    before = __atomic_load_n(&sent, __ATOMIC_RELAXED);
    for (int i = 0; i < MESSAGES; i++)
        rill_chan_send(&talk, &i, RILL_FOREVER);
    rill_chan_close(&talk);
    is(sent - before, 0, "nobody sleeps: no interrupt");

    enough = true;
    rill_sleep_ns(5 * RILL_MS);
    before = sent;
    for (int i = 0; i < WAKES; i++) {
        rill_chan_send(&wake, &i, RILL_FOREVER);
        rill_sleep_ns(5 * RILL_MS); /* the other hart sleeps again */
    }
    rill_chan_close(&wake);
    /* A busy host may have kept the hart from falling asleep, but hardly each time. */
    ok(sent - before > 0, "one sleeps: an interrupt a message: %u of %d",
       sent - before, WAKES);
    is(join_many(3), MESSAGES + WAKES, "all were heard");
    ok(sent - before <= 4 * WAKES, "and not many more");
    return done();
}
