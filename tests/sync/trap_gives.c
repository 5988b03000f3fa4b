// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// qemu: -icount shift=0,sleep=off
/* sync/trap_gives.c -- what a trap handler can give to tasks besides an event: units of a
 * semaphore, values of a channel. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../soft_trap.h"
#include "../tap.h"
#include "workers.h"

struct odd { /* not a word, and of an odd size */
    char c[3];
};
typedef RILL_CHAN_OF(long) long_chan;

enum { ROOM = 4 };

RILL_TYPED_CHAN(long_chan, words, ROOM);
RILL_CHAN(odds, struct odd, ROOM);
RILL_CHAN(never, long, 0);
static struct rill_inlet word_inlet, odd_inlet;
static long word_room[ROOM];
static char odd_room[ROOM * sizeof(struct odd)];
static struct rill_sem sem = {.by_trap = true};

static volatile unsigned gives, sends, sends_odd; /* for the handler */
static volatile long next_value, refused;
static volatile int said;
static volatile uint64_t poll_deadline = RILL_POLL;

static void in_trap(void)
{
    for (; gives; gives--)
        rill_sem_put(&sem);
    for (; sends; sends--) {
        long v = next_value;
        int r = sends & 1 ? rill_send(&words, v, RILL_POLL)
                          : rill_chan_send(&words.chan, &v, poll_deadline);

        next_value += !r;
        refused += r != 0;
        said = r;
    }
    for (; sends_odd; sends_odd--) {
        struct odd o = {{(char)sends_odd, 'x', 'y'}};

        said = rill_chan_send(&odds, &o, RILL_POLL);
    }
}

static void give(unsigned units, unsigned values)
{
    gives = units;
    sends = values;
    soft_trap();
}

/* The interrupt is raised with interrupts off, so it comes in the idle loop. */
static void give_at_idle(unsigned units, unsigned values)
{
    gives = units;
    sends = values;
    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    soft_trap_raise();
}

static int takes(void *timed)
{
    return rill_sem_get(&sem,
                        timed ? rill_after_ns(20 * RILL_S) : RILL_FOREVER);
}

static int takes_briefly(void *unused)
{
    (void)unused;
    return rill_sem_get(&sem, rill_after_ns(RILL_MS));
}

static void units(void)
{
    unsigned got = 0;

    is(rill_sem_get(&sem, RILL_POLL), -ETIMEDOUT, "nothing to be had");
    give(3, 0);
    while (rill_sem_get(&sem, RILL_POLL) == 0)
        got++;
    is(got, 3, "three from one trap, seen before any switch");
    start(0, takes, NULL);
    in_turn();
    start(1, takes, NULL);
    settle();
    give(1, 0);
    give(2, 0);
    join(0);
    join(1);
    is(rill_sem_get(&sem, RILL_FOREVER), 0, "two are woken, and one is left");
    start(0, takes_briefly, NULL);
    is(join(0), -ETIMEDOUT, "a get that no trap ends");
    ok(!sem.waiters.head, "no trace is left");
    give_at_idle(1, 0);
    is(rill_sem_get(&sem, RILL_FOREVER), 0, "a trap in the idle loop");
    rill_sem_put(&sem);
    give(1, 0);
    is(rill_sem_get(&sem, RILL_POLL) + rill_sem_get(&sem, RILL_POLL), 0,
       "a task's and a trap's");
    got = 0;
    for (int i = 0; i < 200; i++) {
        start(0, takes, i & 2 ? "timed" : NULL);
        if (i & 1)
            rill_yield();
        give(1, 0);
        got += join(0) == 0;
    }
    is(got, 200, "each wakes its task, before or after it waits");
    is(rill_sem_get(&sem, RILL_POLL), -ETIMEDOUT, "and that is all");
}

/* Receive all that is in the channel, and check the order.   returns  how many. */
static long drain(long *expected)
{
    long v, n = 0;

    settle();
    while (rill_chan_recv(&words.chan, &v, RILL_POLL) == 0)
        n += v == (*expected)++;
    return n;
}

static int receives(void *v)
{
    return rill_chan_recv(&words.chan, v, RILL_FOREVER);
}

static void values(void)
{
    long expected = 0, v = -1, w = -1, sum = 0, token;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &never, .value = &token},
        {.op = RILL_RECV, .ch = &words.chan, .value = &v}};

    rill_chan_inlet(&words.chan, &word_inlet, word_room);
    give(0, 3);
    is(drain(&expected), 3, "three values from one trap");
    give(0, 6);
    is(refused, 2, "no more than there is room for");
    is(said, -ETIMEDOUT, "and it is told");
    is(drain(&expected), ROOM, "those that found room");
    give(0, 2);
    settle();
    refused = 0;
    give(0, 3);
    is(refused, 1, "what is in the buffer takes room, too");
    is(drain(&expected), ROOM, "all in order");

    start(0, receives, &v);
    in_turn();
    start(1, receives, &w);
    settle();
    give(0, 2);
    join(0);
    join(1);
    ok(v + w == 2 * expected + 1, "who waits is served");
    expected += 2;
    give_at_idle(0, 1);
    is(rill_select(arms, 2, RILL_FOREVER), 1, "a select, from the idle loop");
    is(v, expected++, "its value");
    for (int i = 0; i < 100; i++) {
        start(0, receives, &v);
        if (i & 1)
            rill_yield();
        give(0, 1);
        sum += join(0) == 0 && v == expected++;
    }
    is(sum, 100, "a hundred, round and round");
    give(0, 2);
    rill_chan_close(&words.chan);
    is(drain(&expected), 2, "what came before it was closed");
    is(rill_chan_recv(&words.chan, &v, RILL_FOREVER), -EPIPE, "and no more");
    give(0, 1);
    is(said, -EPIPE, "which a trap is told, too");
}

static void odd_values(void)
{
    struct odd o = {{0}};
    int good = 0;

    rill_chan_inlet(&odds, &odd_inlet, odd_room);
    for (int i = 0; i < 5; i++) {
        sends_odd = 3;
        give(0, 0);
        for (char c = 3; c; c--)
            good += rill_chan_recv(&odds, &o, rill_after_ns(RILL_S)) == 0 &&
                    o.c[0] == c && o.c[1] == 'x' && o.c[2] == 'y';
    }
    is(good, 15, "values of three bytes");
}

int main(void)
{
    soft_trap_on();
    plan(23);
    units();
    values();
    odd_values();
    return done();
}
