// no-stress: the barber works while the crowd comes in: more of it stay
/* classic/barber.c -- the barber who sleeps when his shop is empty.
 *
 * The classic: Dijkstra, 1965. A customer who finds the barber asleep wakes him, a customer who
 * finds a free chair sits down, a customer who finds no free chair goes home.
 * Known: when ten customers come at once to a sleeping barber with three chairs, the first is
 * shaved, three sit, six go. When they then come one after the other, no customer goes. All who
 * sat are shaved in the order of sitting.
 */
#include <string.h>
#include "classic.h"

enum { CHAIRS = 3, CROWD = 10, SINGLE = 7 };

RILL_CHAN(chairs, char, CHAIRS);
static char order[CROWD + SINGLE + 1];
static unsigned shaved;
static char sat[CROWD + SINGLE + 1]; /* the customers who stayed */
static unsigned stayed;

static int barber(void *arg)
{
    char who;

    (void)arg;
    while (get(&chairs, &who)) { /* the barber sleeps here */
        rill_yield();            /* snip */
        order[shaved] = who;
        ticket(&shaved);
    }
    return (int)shaved;
}

static void comes(char who)
{
    if (rill_chan_send(&chairs, &who, RILL_POLL) == 0)
        sat[stayed++] = who;
}

static void all_shaved(void)
{
    while (*(volatile unsigned *)&shaved < stayed)
        linger();
}

int main(void)
{
    struct rill_job job = {0};
    unsigned crowd;

    plan(6);
    start(&job, barber, NULL);
    settle();
    for (int i = 0; i < CROWD; i++)
        comes((char)('a' + i));
    crowd = stayed;
    /* On many harts the barber works while the customers come. */
    ok(RILL_HARTS > 1 ? stayed > CHAIRS : stayed == CHAIRS + 1,
       "of ten, four stay");
    all_shaved();
    ok(strcmp(order, sat) == 0 && memcmp(sat, "abcd", CHAIRS + 1) == 0,
       "the first four: %s", order);
    for (int i = 0; i < SINGLE; i++) {
        comes((char)('A' + i));
        all_shaved();
    }
    is(stayed, crowd + SINGLE, "one at a time all stay");
    ok(strcmp(order, sat) == 0 && strcmp(order + crowd, "ABCDEFG") == 0,
       "in their order: %s", order);
    rill_chan_close(&chairs);
    is(finish(&job), stayed, "the barber's count");
    all_ended();
    return done();
}
