// no-stress: the barber works while the crowd comes in: more of it stay
/* classic_barber.c -- the barber who sleeps when nobody is there.
 *
 * The classic: Dijkstra, 1965. A customer who finds the barber asleep wakes him,
 * one who finds a free chair sits down, one who finds none goes home.
 * Known: ten who come at once to a sleeping barber with three chairs: the first
 * is shaved, three sit, six go; then they come one after the other, and nobody
 * goes; and whoever sat was shaved in the order of sitting.
 */
#include <string.h>
#include "classic.h"

enum { CHAIRS = 3, CROWD = 10, SINGLE = 7 };

RILL_CHAN(chairs, char, CHAIRS);
static char order[CROWD + SINGLE + 1];
static int shaved;

static int barber(void *arg)
{
    char who;

    (void)arg;
    while (get(&chairs, &who)) { /* here he sleeps */
        rill_yield();            /* snip */
        order[shaved++] = who;
    }
    return shaved;
}

/* Does he stay? */
static bool comes(char who)
{
    return rill_chan_send(&chairs, &who, RILL_POLL) == 0;
}

int main(void)
{
    struct rill_job job = {0};
    int stayed = 0;

    plan(6);
    start(&job, barber, NULL);
    rill_yield();
    for (int i = 0; i < CROWD; i++)
        stayed += comes((char)('a' + i));
    is(stayed, 1 + CHAIRS, "of ten, four stay");
    while (shaved < stayed)
        rill_yield();
    ok(strcmp(order, "abcd") == 0, "the first four: %s", order);
    for (int i = 0; i < SINGLE; i++) {
        stayed += comes((char)('A' + i));
        while (shaved < stayed)
            rill_yield();
    }
    is(stayed, 1 + CHAIRS + SINGLE, "one at a time all stay");
    ok(strcmp(order, "abcdABCDEFG") == 0, "in their order: %s", order);
    rill_chan_close(&chairs);
    is(finish(&job), stayed, "the barber's count");
    all_ended();
    return done();
}
