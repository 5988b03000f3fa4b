/* classic/hamming.c -- the numbers with no prime factor above 5, in order.
 *
 * The classic: Hamming's problem, solved by Dijkstra in 1976 and, as a network of processes that
 * feeds back on itself, by Kahn and MacQueen in 1977. Each number that comes out goes in again
 * times 2, 3 and 5; a merge of the three streams keeps the order and drops doubles.
 * Known: the 20th is 36, the 1,000th 51,200,000, the 1,691st 2,125,764,000, which is the last
 * below 2^31; the first 1,000 add up to 7,225,005,911.
 */
#include "classic.h"

enum { NUMBERS = 1691, ROOM = 600 };

/* The loops would stop if a queue filled. A queue holds at most the numbers between n/5 and
 * n. */
RILL_CHAN(twos_in, uint64_t, ROOM);
RILL_CHAN(threes_in, uint64_t, ROOM);
RILL_CHAN(fives_in, uint64_t, ROOM);
RILL_CHAN(twos, uint64_t, 0);
RILL_CHAN(threes, uint64_t, 0);
RILL_CHAN(fives, uint64_t, 0);
RILL_CHAN(merged, uint64_t, 0);

struct times {
    struct rill_chan *in, *out;
    unsigned factor;
};

static int multiply(void *arg)
{
    struct times *t = arg;
    uint64_t n;

    while (get(t->in, &n)) {
        n *= t->factor;
        if (rill_chan_send(t->out, &n, RILL_FOREVER))
            break;
    }
    rill_chan_close(t->out);
    return 0;
}

static int merge(void *arg)
{
    struct rill_chan *from[] = {&twos, &threes, &fives};
    uint64_t head[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        get(from[i], &head[i]);
    for (;;) {
        uint64_t least = head[0];

        for (int i = 1; i < 3; i++)
            least = head[i] < least ? head[i] : least;
        if (rill_chan_send(&merged, &least, RILL_FOREVER))
            return 0;
        for (int i = 0; i < 3; i++)
            if (head[i] == least && !get(from[i], &head[i]))
                return 0;
    }
}

int main(void)
{
    static struct times times[] = {
        {&twos_in, &twos, 2}, {&threes_in, &threes, 3}, {&fives_in, &fives, 5}};
    uint64_t n = 1, sum = 0, at20 = 0, at1000 = 0, sum1000 = 0, before = 0;
    int disorder = 0;

    plan(6);
    for (unsigned i = 0; i < LENGTH(times); i++)
        start(NULL, multiply, &times[i]);
    start(NULL, merge, NULL);
    for (int i = 1;; i++) {
        disorder += n <= before;
        before = n;
        sum += n;
        if (i == 20)
            at20 = n;
        if (i == 1000) {
            at1000 = n;
            sum1000 = sum;
        }
        if (i == NUMBERS)
            break;
        put(&twos_in, &n);
        put(&threes_in, &n);
        put(&fives_in, &n);
        get(&merged, &n);
    }
    is((long)at20, 36, "the 20th");
    is((long)at1000, 51200000, "the 1,000th");
    is((long)n, 2125764000, "the 1,691st");
    ok(sum1000 == 7225005911, "the sum of 1,000");
    is(disorder, 0, "in order, none twice");
    rill_chan_close(&twos_in);
    rill_chan_close(&threes_in);
    rill_chan_close(&fives_in);
    rill_chan_close(&merged);
    while (get(&twos, &n) || get(&threes, &n) || get(&fives, &n)) {
    }
    all_ended();
    return done();
}
