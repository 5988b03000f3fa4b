/* classic/sieve.c -- the prime sieve as a chain of filters.
 *
 * The classic: McIlroy's coroutine sieve of 1968, in Hoare's CSP paper of 1978 and in every
 * course on channels since. A source counts up from 2. Each number that comes out of the chain
 * is prime and becomes the chain's next filter.
 * Known: the 10th prime is 29, the 100th 541, the 250th 1583; the first 250 add up to 182109 (by
 * trial division on another machine).
 */
#include "classic.h"

enum { PRIMES = 250 };

struct filter {
    struct rill_chan *in, out;
    int prime;
};

static struct filter filters[PRIMES];
static struct rill_chan numbers;

static int count_up(void *arg)
{
    (void)arg;
    for (int n = 2; rill_chan_send(&numbers, &n, RILL_FOREVER) == 0; n++) {
    }
    return 0;
}

static int sift(void *arg)
{
    struct filter *f = arg;
    int n;

    while (get(f->in, &n))
        if (n % f->prime && rill_chan_send(&f->out, &n, RILL_FOREVER))
            break;
    rill_chan_close(&f->out);
    return 0;
}

int main(void)
{
    struct rill_chan *end = &numbers;
    long sum = 0;

    plan(5);
    rill_chan_init(&numbers, NULL, sizeof(int), 0);
    start(NULL, count_up, NULL);
    for (int i = 0; i < PRIMES; i++) {
        struct filter *f = &filters[i];

        if (!get(end, &f->prime))
            bail("the chain ended after %d primes", i);
        f->in = end;
        rill_chan_init(&f->out, NULL, sizeof(int), 0);
        end = &f->out;
        start(NULL, sift, f);
        sum += f->prime;
    }
    is(filters[9].prime, 29, "the 10th prime");
    is(filters[99].prime, 541, "the 100th");
    is(filters[249].prime, 1583, "the 250th");
    is(sum, 182109, "their sum");

    /* The close of the source runs down the chain; a filter may hold a number that the next
     * filter must still take. */
    rill_chan_close(&numbers);
    for (int n; get(end, &n);) {
    }
    all_ended();
    return done();
}
