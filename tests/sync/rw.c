// qemu: -icount shift=0,sleep=off
/* sync/rw.c -- readers together, writers alone, in phases, in order. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"
#include "workers.h"

static struct rill_rwmutex rw;
static char order[16]; /* the tasks that got in; small: that left */
static unsigned order_len;
static unsigned readers, writers, most_readers, clashes;
static bool go;

static int nobody_waits(void)
{
    return !rw.waiters.head && !rw.writer.number && !rw.readers;
}

static unsigned got_in(void)
{
    return *(volatile unsigned *)&order_len;
}

/* The two readers are let in together, so on many harts each of the two may run first. */
static int is_phase(const char *expected)
{
    if (RILL_HARTS > 1 && order[2] == 'c' && order[3] == 'b') {
        order[2] = 'b';
        order[3] = 'c';
    }
    return strcmp(order, expected) == 0;
}

static int reader(void *arg)
{
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    order[ticket(&order_len)] = *(const char *)arg;
    while (!go)
        rill_yield();
    rill_rwmutex_runlock(&rw);
    return 0;
}

static int writer(void *arg)
{
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    order[ticket(&order_len)] = *(const char *)arg;
    linger();
    order[ticket(&order_len)] = *(const char *)arg;
    rill_rwmutex_unlock(&rw);
    return 0;
}

static int brief_writer(void *arg)
{
    (void)arg;
    return rill_rwmutex_lock(&rw, rill_after_ns(50 * RILL_MS));
}

static int brief_reader(void *arg)
{
    (void)arg;
    return rill_rwmutex_rlock(&rw, rill_after_ns(2 * RILL_MS));
}

static void look(void)
{
    unsigned now = readers;

    most_readers = now > most_readers ? now : most_readers;
    if (writers > 1 || (writers && now))
        ticket(&clashes);
}

static int mixed(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < 60; i++) {
        seed = seed * 1103515245u + 12345u;
        if (seed >> 16 & 3) {
            rill_rwmutex_rlock(&rw, RILL_FOREVER);
            ticket(&readers);
            look();
            rill_yield();
            __atomic_fetch_sub(&readers, 1, __ATOMIC_SEQ_CST);
            rill_rwmutex_runlock(&rw);
        } else {
            rill_rwmutex_lock(&rw, RILL_FOREVER);
            writers++;
            look();
            rill_yield();
            writers--;
            rill_rwmutex_unlock(&rw);
        }
    }
    return 0;
}

/* Two readers that would never leave the mutex without a reader, if a waiting writer did not
 * hold back newcomers. */
static int relay(void *arg)
{
    while (__atomic_fetch_sub((int *)arg, 1, __ATOMIC_RELAXED) > 0) {
        rill_rwmutex_rlock(&rw, RILL_FOREVER);
        rill_yield();
        rill_yield();
        rill_rwmutex_runlock(&rw);
    }
    return 0;
}

static void phases(void)
{
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    start(0, writer, "A");
    in_turn();
    start(1, reader, "b");
    in_turn();
    start(2, reader, "c");
    in_turn();
    start(3, writer, "D");
    in_turn();
    start(4, reader, "e");
    settle();
    is(order_len, 0, "a writer waits for the reader, all wait for the writer");
    is(rill_rwmutex_rlock(&rw, RILL_POLL), -ETIMEDOUT,
       "a newcomer does not pass a writer that waits");
    is(rw.readers, 1, "and is not counted");
    rill_rwmutex_runlock(&rw);
    is(rill_rwmutex_lock(&rw, RILL_POLL), -ETIMEDOUT,
       "it was handed over: nobody gets in between");
    for (int i = 0; i < 4 || (RILL_HARTS > 1 && got_in() < 4); i++)
        rill_yield();
    ok(RILL_STRESS || is_phase("AAbc"),
       "the writer alone, then both readers together: %s", order);
    go = true;
    for (unsigned i = 0; i < 5; i++)
        join(i);
    ok(RILL_STRESS || is_phase("AAbcDDe"), "then the next writer: %s", order);
    ok(nobody_waits(), "free in the end");
}

static void give_up(void)
{
    uint64_t t0 = rill_now_ns();

    order_len = 0;
    memset(order, 0, sizeof(order));
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    start(0, brief_writer, NULL);
    in_turn();
    start(1, reader, "f");
    settle();
    is(order_len, 0, "a reader stands behind a writer");
    is(join(0), -ETIMEDOUT, "the writer gives up");
    ok(rill_now_ns() - t0 >= 50 * RILL_MS, "not early");
    is(join(1), 0, "the reader behind it is let in to the present ones");
    is(rw.readers, 1, "and has left again");
    rill_rwmutex_runlock(&rw);
    ok(nobody_waits(), "no trace is left of either");

    rill_rwmutex_lock(&rw, RILL_FOREVER);
    start(0, brief_reader, NULL);
    start(1, brief_writer, NULL);
    is(join(0), -ETIMEDOUT, "a reader that gives up");
    is(join(1), -ETIMEDOUT, "a writer too");
    rill_rwmutex_unlock(&rw);
    ok(nobody_waits(), "no trace is left of them");
}

int main(void)
{
    /* On many harts the readers go on while we come to the lock. */
    const int reads = RILL_HARTS > 1 ? 100000000 : 400;
    int left = reads;

    plan(23);
    is(rill_rwmutex_rlock(&rw, RILL_POLL), 0, "all zero is free");
    is(rill_rwmutex_rlock(&rw, RILL_POLL), 0, "two may read");
    is(rill_rwmutex_lock(&rw, RILL_POLL), -ETIMEDOUT, "and nobody write");
    rill_rwmutex_runlock(&rw);
    rill_rwmutex_runlock(&rw);
    phases();
    give_up();

    start(0, relay, (const char *)&left);
    start(1, relay, (const char *)&left);
    rill_yield();
    is(rill_rwmutex_lock(&rw, RILL_FOREVER), 0, "a writer among readers");
    ok(RILL_HARTS > 1 ? left > 0 : left > 380,
       "is not starved: %d of %d reads are to come", left, reads);
    if (RILL_HARTS > 1)
        __atomic_store_n(&left, 0, __ATOMIC_RELAXED);
    rill_rwmutex_unlock(&rw);
    join(0);
    join(1);

    for (unsigned i = 0; i < 5; i++)
        start(i, mixed, (const char *)(uintptr_t)(i + 1));
    for (unsigned i = 0; i < 5; i++)
        join(i);
    is(clashes, 0, "a writer is alone, 300 times at random");
    if (RILL_HARTS > 1)
        skip(1, "they may come one after another; phases() has two at once");
    else
        ok(most_readers > 1, "readers are not: %u at once", most_readers);
    return done();
}
