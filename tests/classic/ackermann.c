/* classic/ackermann.c -- deep recursion in several tasks at once.
 *
 * The classic: Ackermann's function (1928, in Peter's form), which has measured recursion since
 * Sundblad, 1971. Each task gets the stack that it needs, and yields every few calls, deep in
 * the recursion.
 * Known: A(2, n) = 2 n + 3, A(3, n) = 2^(n+3) - 3; and how many calls each takes.
 */
#include "classic.h"

struct work {
    struct rill_job job;
    int m, n, value;
    long calls, known_calls;
};

static int ackermann(struct work *w, int m, int n)
{
    if (++w->calls % 61 == 0)
        rill_yield();
    if (m == 0)
        return n + 1;
    if (n == 0)
        return ackermann(w, m - 1, 1);
    return ackermann(w, m - 1, ackermann(w, m, n - 1));
}

static int compute(void *arg)
{
    struct work *w = arg;

    return ackermann(w, w->m, w->n);
}

int main(void)
{
    static struct work works[] = {
        {.m = 2, .n = 3, .value = 9, .known_calls = 44},
        {.m = 2, .n = 9, .value = 21, .known_calls = 230},
        {.m = 3, .n = 3, .value = 61, .known_calls = 2432},
        {.m = 3, .n = 4, .value = 125, .known_calls = 10307},
        {.m = 3, .n = 5, .value = 253, .known_calls = 42438},
        {.m = 3, .n = 6, .value = 509, .known_calls = 172233},
    };

    plan(2 * LENGTH(works) + 1);
    for (unsigned i = 0; i < LENGTH(works); i++)
        start_sized(&works[i].job, 96u << 10, compute, &works[i]);
    for (unsigned i = 0; i < LENGTH(works); i++) {
        is(finish(&works[i].job), works[i].value, "value");
        is(works[i].calls, works[i].known_calls, "calls");
    }
    all_ended();
    return done();
}
