// qemu: -icount shift=0,sleep=off
/* classic/sleepsort.c -- sorting by sleeping.
 *
 * The classic: an anonymous joke of 2011: a task for each value sleeps as long as its value is
 * large and then says it. Here each sleeps until an absolute time, so that a slow host delays
 * all tasks and changes no order.
 * Known: 3 i mod 11 for i = 1..10 is each of 1..10 once; they wake as 1, 2, ...
 */
#include "classic.h"

enum { VALUES = 10 };

RILL_CHAN(awake, int, 0);
static uint64_t began;
static int early;

static int sleeper(void *arg)
{
    int n = (int)(intptr_t)arg;
    uint64_t until = began + (unsigned)n * 3 * RILL_MS;

    rill_sleep_until_ns(until);
    early += rill_now_ns() < until;
    put(&awake, &n);
    return 0;
}

int main(void)
{
    int n, wrong = 0;

    plan(3);
    began = rill_now_ns();
    for (int i = 1; i <= VALUES; i++)
        start(NULL, sleeper, (void *)(intptr_t)(3 * i % 11));
    for (int i = 1; i <= VALUES; i++) {
        get(&awake, &n);
        wrong += n != i;
    }
    is(wrong, 0, "1, 2, ... in order");
    is(early, 0, "nobody woke early");
    all_ended();
    return done();
}
