/* classic/quit.c -- a generator that is told to quit, and says goodbye.
 *
 * The classic: Fibonacci numbers from a select between giving the next number and a quit
 * channel, as in the tour of Go; the goodbye on the quit channel is from Pike's talks.
 * Known: F(40) = 102,334,155, and F(0) + ... + F(40) = F(42) - 1 = 267,914,295; the generator
 * knows exactly how many numbers were taken.
 */
#include "classic.h"

RILL_CHAN(numbers, uint32_t, 0);
RILL_CHAN(quit, int, 0);

static int fibonacci(void *arg)
{
    uint32_t x = 0, y = 1;
    int given = 0, order;
    struct rill_arm arms[] = {
        {.op = RILL_SEND, .ch = &numbers, .value = &x},
        {.op = RILL_RECV, .ch = &quit, .value = &order},
    };

    (void)arg;
    while (rill_select(arms, 2, RILL_FOREVER) == 0) {
        uint32_t sum = x + y;

        x = y;
        y = sum;
        given++;
    }
    put(&quit, &given);
    return order;
}

int main(void)
{
    struct rill_job job = {0};
    uint32_t n = 0;
    long sum = 0;
    int given = 0;

    plan(5);
    start(&job, fibonacci, NULL);
    for (int i = 0; i <= 40; i++) {
        get(&numbers, &n);
        sum += (long)n;
    }
    is((long)n, 102334155, "F(40)");
    is(sum, 267914295, "the sum");
    put(&quit, &(int){7});
    get(&quit, &given);
    is(given, 41, "goodbye: so many were taken");
    is(finish(&job), 7, "it heard the order");
    all_ended();
    return done();
}
