// qemu: -icount shift=0,sleep=off
/* sync_rw.c -- readers together, writers alone, in phases, in order. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "tap.h"
#include "workers.h"

static struct rill_rwmutex rw;
static char order[16]; /* who got in, then who left, in small letters */
static unsigned order_len;
static unsigned readers, writers, most_readers, clashes;
static bool go;

static int nobody_waits(void)
{
    return !rw.waiters.head && !rw.writer.number && !rw.readers;
}

static int reader(void *arg)
{
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    order[order_len++] = *(const char *)arg;
    while (!go)
        rill_yield();
    rill_rwmutex_runlock(&rw);
    return 0;
}

static int writer(void *arg)
{
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    order[order_len++] = *(const char *)arg;
    settle();
    order[order_len++] = *(const char *)arg;
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
    most_readers = readers > most_readers ? readers : most_readers;
    clashes += writers > 1 || (writers && readers);
}

static int mixed(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;

    for (int i = 0; i < 60; i++) {
        seed = seed * 1103515245u + 12345u;
        if (seed >> 16 & 3) {
            rill_rwmutex_rlock(&rw, RILL_FOREVER);
            readers++;
            look();
            rill_yield();
            readers--;
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

/* Two that never leave the mutex without a reader, but for the rule that a
 * waiting writer holds back newcomers. */
static int relay(void *arg)
{
    unsigned *left = arg;

    while (*left) {
        --*left;
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
    start(1, reader, "b");
    start(2, reader, "c");
    start(3, writer, "D");
    start(4, reader, "e");
    settle();
    is(order_len, 0, "a writer waits for the reader, all wait for the writer");
    is(rill_rwmutex_rlock(&rw, RILL_POLL), -ETIMEDOUT,
       "a newcomer does not pass a writer that waits");
    is(rw.readers, 1, "and is not counted");
    rill_rwmutex_runlock(&rw);
    is(rill_rwmutex_lock(&rw, RILL_POLL), -ETIMEDOUT,
       "it was handed over: nobody gets in between");
    for (int i = 0; i < 4; i++)
        rill_yield();
    ok_in_order(memcmp(order, "AAbc", 5) == 0,
                "the writer alone, then both readers together: %s", order);
    go = true;
    for (unsigned i = 0; i < 5; i++)
        join(i);
    ok_in_order(memcmp(order, "AAbcDDe", 8) == 0, "then the next writer: %s",
                order);
    ok(nobody_waits(), "free in the end");
}

static void give_up(void)
{
    uint64_t t0 = rill_now_ns();

    order_len = 0;
    memset(order, 0, sizeof(order));
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    start(0, brief_writer, NULL);
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
    unsigned left = 400;

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
    ok(left > 380, "is not starved: %u of 400 reads are to come", left);
    rill_rwmutex_unlock(&rw);
    join(0);
    join(1);

    for (unsigned i = 0; i < 5; i++)
        start(i, mixed, (const char *)(uintptr_t)(i + 1));
    for (unsigned i = 0; i < 5; i++)
        join(i);
    is(clashes, 0, "a writer is alone, 300 times at random");
    ok(most_readers > 1, "readers are not: %u at once", most_readers);
    return done();
}
