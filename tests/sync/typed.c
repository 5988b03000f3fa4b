/* sync/typed.c -- typed channels: values by value, with and without waiting, of any size. */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define SMALL (160 * sizeof(long))

static const struct rill_task_opts small = {.stack_bytes = SMALL};

struct point {
    short x, y, z;
};

typedef RILL_CHAN_OF(int) ints;
typedef RILL_CHAN_OF(unsigned char) bytes;
typedef RILL_CHAN_OF(unsigned long) words;
typedef RILL_CHAN_OF(uint64_t) longs;
typedef RILL_CHAN_OF(struct point) points;
typedef RILL_CHAN_OF(const char *) names;

RILL_TYPED_CHAN(ints, hand_over, 0);
RILL_TYPED_CHAN(ints, three, 3);
RILL_TYPED_CHAN(bytes, some_bytes, 2);
RILL_TYPED_CHAN(words, some_words, 1);
RILL_TYPED_CHAN(longs, some_longs, 2);
RILL_TYPED_CHAN(points, some_points, 2);
RILL_TYPED_CHAN(names, some_names, 1);

static void in_order(void)
{
    int out = -1, sum = 0;

    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 3; i++)
            sum |= rill_send(&three, 10 * round + i, RILL_POLL);
        sum |= rill_send(&three, 99, RILL_POLL) != -ETIMEDOUT;
        for (int i = 0; i < 3; i++) {
            sum |= rill_recv(&three, &out, RILL_POLL);
            sum |= out != 10 * round + i;
        }
        sum |= rill_recv(&three, &out, RILL_POLL) != -ETIMEDOUT;
        rill_send(&three, 7, RILL_POLL); /* so that the buffer wraps */
        rill_recv(&three, &out, RILL_POLL);
    }
    is(sum, 0, "in order, round and round, full and empty told");
    is((long)rill_chan_len(&three.chan), 0, "nothing is left");
    is((long)rill_chan_cap(&three.chan), 3, "and its capacity");
}

static void all_sizes(void)
{
    unsigned char b = 0;
    unsigned long w = 0;
    uint64_t l = 0;
    struct point p = {0}, q = {1, -2, 3};
    const char *name = NULL;

    rill_send(&some_bytes, 200, RILL_FOREVER);
    rill_recv(&some_bytes, &b, RILL_FOREVER);
    is(b, 200, "a byte");
    rill_send(&some_words, ~0ul, RILL_FOREVER);
    rill_recv(&some_words, &w, RILL_FOREVER);
    ok(w == ~0ul, "a word");
    rill_send(&some_longs, 0x123456789abcdefull, RILL_FOREVER);
    rill_recv(&some_longs, &l, RILL_FOREVER);
    ok(l == 0x123456789abcdefull, "64 bits");
    rill_send(&some_points, q, RILL_FOREVER);
    rill_recv(&some_points, &p, RILL_FOREVER);
    ok(p.x == 1 && p.y == -2 && p.z == 3, "a struct");
    rill_send(&some_names, "rill", RILL_FOREVER);
    rill_recv(&some_names, &name, RILL_FOREVER);
    ok(name && !strcmp(name, "rill"), "a pointer");
}

static int count_up(void *arg)
{
    for (int i = 0; i < 10; i++)
        rill_send((ints *)arg, i, RILL_FOREVER);
    return rill_chan_close(&((ints *)arg)->chan);
}

/* The sender and the receiver wait now and then. The calls for raw channels work on the typed
 * channel, too. */
static void waiting(ints *ch, const char *what)
{
    int v, n = 0, wrong = 0;

    rill_spawn(NULL, &small, count_up, ch);
    while (n < 5 && !rill_recv(ch, &v, RILL_FOREVER))
        wrong |= v != n++;
    while (!rill_chan_recv(&ch->chan, &v, RILL_FOREVER))
        wrong |= v != n++;
    ok(n == 10 && !wrong, "%s: all, in order, by value and by pointer", what);
    ok(rill_recv(ch, &v, RILL_POLL) == -EPIPE, "%s: closed", what);
    ok(rill_send(ch, 1, RILL_POLL) == -EPIPE, "%s: for sending too", what);
}

static void closed_with_values(void)
{
    static ints ch;
    int cells[2], v = 0;

    rill_typed_init(&ch, cells, 2);
    rill_send(&ch, 1, RILL_FOREVER);
    rill_send(&ch, 2, RILL_FOREVER);
    rill_chan_close(&ch.chan);
    is(rill_recv(&ch, &v, RILL_FOREVER), 0, "closed, and there is a value");
    is(rill_recv(&ch, &v, RILL_FOREVER), 0, "and another");
    is(v, 2, "which was the last");
    is(rill_recv(&ch, &v, RILL_FOREVER), -EPIPE, "and then no more");
}

static void arms(void)
{
    int in = 0;
    struct point out = {4, 5, 6}, p = {0};
    struct rill_arm both[] = {
        RILL_RECV_ARM(&three, &in),
        RILL_SEND_ARM(&some_points, &out),
    };

    is(rill_select(both, 2, RILL_POLL), 1, "the arm that can send");
    rill_recv(&some_points, &p, RILL_POLL);
    is(p.z, 6, "did");
    rill_send(&three, 42, RILL_POLL);
    is(rill_select(both, 1, RILL_POLL), 0, "the arm that can receive");
    is(in, 42, "did");
}

static int times;

static int next(void)
{
    return ++times;
}

int main(void)
{
    int v = 0;
    int *to = &v;

    plan(24);
    in_order();
    all_sizes();
    waiting(&hand_over, "unbuffered");
    waiting(&three, "buffered");
    rill_typed_init(&three, (int *)three_buf_, 3);
    closed_with_values();
    arms();
    rill_send(&three, next(), RILL_FOREVER);
    is(times, 1, "a value is evaluated once");
    rill_recv(&three, to++, RILL_FOREVER);
    ok(v == 1 && to == &v + 1, "and so is where to");
    return done();
}
