/* classic/chameneos.c -- creatures that change colour when they meet.
 *
 * The classic: Kaiser and Pradat-Peyre, 2003, later in the benchmarks game. Two creatures meet in
 * the mall. If their colours are equal they keep them, else each takes the third colour. After
 * so many meetings the mall closes.
 * Known: each meeting counts for two creatures. With the colours as 0, 1, 2 a meeting of a and b
 * leaves a + b unchanged modulo 3 (a + b + c = 3, and 2 c - a - b = 3 c - 3), so the sum of all
 * colours stays what it was.
 */
#include "classic.h"

enum { CREATURES = 5, MEETINGS = 300 };

static struct rill_mutex mall;
static struct creature {
    struct rill_chan partner; /* the other's colour */
    int colour, met, other_buf;
} creatures[CREATURES];
static struct creature *waiting;
static int meetings;

static int third(int a, int b)
{
    return a == b ? a : 3 - a - b;
}

static int roam(void *arg)
{
    struct creature *me = arg;

    for (;;) {
        struct creature *other;
        int colour;

        lock(&mall);
        if (meetings == MEETINGS) {
            rill_mutex_unlock(&mall);
            return me->met;
        }
        other = waiting;
        if (other) {
            colour = other->colour;
            waiting = NULL;
            meetings++;
            put(&other->partner, &me->colour);
        } else {
            waiting = me;
        }
        rill_mutex_unlock(&mall);
        if (!other)
            get(&me->partner, &colour);
        me->colour = third(me->colour, colour);
        me->met++;
        if (me->met % 3 == 0)
            rill_yield();
    }
}

static void season(const int *colours, int sum_mod_3)
{
    struct rill_job jobs[CREATURES] = {0};
    int met = 0, sum = 0;

    meetings = 0;
    for (int i = 0; i < CREATURES; i++) {
        struct creature *c = &creatures[i];

        *c = (struct creature){.colour = colours[i]};
        rill_chan_init(&c->partner, &c->other_buf, sizeof(int), 1);
        start(&jobs[i], roam, c);
    }
    for (int i = 0; i < CREATURES; i++)
        met += finish(&jobs[i]);
    for (int i = 0; i < CREATURES; i++)
        sum += creatures[i].colour;
    is(met, 2 * MEETINGS, "every meeting counts for two");
    is(sum % 3, sum_mod_3, "the sum of colours modulo 3");
}

int main(void)
{
    plan(7);
    season((const int[]){0, 1, 2, 0, 1}, 1);
    season((const int[]){2, 2, 2, 1, 1}, 2);
    season((const int[]){1, 1, 1, 1, 2}, 0);
    all_ended();
    return done();
}
