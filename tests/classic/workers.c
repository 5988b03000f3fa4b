/* classic/workers.c -- Eratosthenes' sieve in pieces, by a pool of workers.
 *
 * The classic: the worker pool, the farm of every course on parallel programs, on the sieve in
 * segments. Jobs go down one channel, results come up another, in any order.
 * Known: 9,592 primes below 100,000, which add up to 454,396,537; 1,229 of them below 10,000,
 * which add up to 5,736,396.
 */
#include <string.h>
#include "classic.h"

enum { LIMIT = 100000, SEGMENT = 2500, JOBS = LIMIT / SEGMENT, WORKERS = 4 };

struct result {
    int first, count, worker;
    long sum;
};

RILL_CHAN(jobs, int, 3);
RILL_CHAN(results, struct result, 2);

static int work(void *arg)
{
    static char marks[WORKERS][SEGMENT];
    char *marked = marks[(intptr_t)arg];
    struct result r = {.worker = (int)(intptr_t)arg};

    while (get(&jobs, &r.first)) {
        memset(marked, 0, SEGMENT);
        for (int d = 2; d * d < r.first + SEGMENT; d++) {
            int n = (r.first + d - 1) / d * d;

            for (n = n < d * d ? d * d : n; n < r.first + SEGMENT; n += d)
                marked[n - r.first] = 1;
        }
        r.count = 0;
        r.sum = 0;
        for (int n = r.first < 2 ? 2 : r.first; n < r.first + SEGMENT; n++)
            if (!marked[n - r.first]) {
                r.count++;
                r.sum += n;
            }
        put(&results, &r);
    }
    return 0;
}

static int hand_out(void *arg)
{
    (void)arg;
    for (int first = 0; first < LIMIT; first += SEGMENT)
        put(&jobs, &first);
    return rill_chan_close(&jobs);
}

int main(void)
{
    struct rill_job pool[WORKERS] = {0};
    int count = 0, count4 = 0, busy = 0, did[WORKERS] = {0};
    long sum = 0, sum4 = 0;

    plan(6);
    for (intptr_t i = 0; i < WORKERS; i++)
        start(&pool[i], work, (void *)i);
    start(NULL, hand_out, NULL);
    for (int i = 0; i < JOBS; i++) {
        struct result r;

        get(&results, &r);
        count += r.count;
        sum += r.sum;
        if (r.first < 10000) {
            count4 += r.count;
            sum4 += r.sum;
        }
        did[r.worker]++;
    }
    for (int i = 0; i < WORKERS; i++)
        busy += did[i] > 0;
    is(count, 9592, "primes below 100,000");
    is(sum, 454396537, "their sum");
    is(count4, 1229, "below 10,000");
    is(sum4, 5736396, "their sum");
    is(busy, WORKERS, "all of the pool had work");
    for (int i = 0; i < WORKERS; i++)
        finish(&pool[i]);
    all_ended();
    return done();
}
