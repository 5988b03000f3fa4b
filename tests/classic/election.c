/* classic/election.c -- which member leads the ring?
 *
 * The classic: Chang and Roberts, 1979, after LeLann's token ring. Each member sends its number
 * round. A member passes a larger number on, and drops a smaller one. The member that gets its
 * own number back leads, and tells all others.
 * Known: on a ring of n the election takes 2 n - 1 messages if the numbers rise in the direction
 * of travel, n (n + 1) / 2 if they fall, and n more messages to tell all.
 */
#include "classic.h"

enum { N = 6, ELECTED = 1000 };

static struct rill_chan links[N];
static int bufs[N][1], messages, announced;

struct node {
    int at, number;
};

static void say(const struct node *me, int what)
{
    if (what < ELECTED)
        ticket(&messages);
    else
        ticket(&announced);
    put(&links[(me->at + 1) % N], &what);
}

static int take_part(void *arg)
{
    const struct node *me = arg;
    int heard;

    say(me, me->number);
    for (;;) {
        get(&links[me->at], &heard);
        if (heard == me->number) {
            say(me, ELECTED + me->number);
        } else if (heard >= ELECTED) {
            if (heard - ELECTED != me->number)
                say(me, heard);
            return heard - ELECTED;
        } else if (heard > me->number) {
            say(me, heard);
        }
    }
}

static void elect(const int *numbers, int expected, const char *how)
{
    struct rill_job jobs[N] = {0};
    struct node nodes[N];
    int agreed = 0;

    messages = announced = 0;
    for (int i = 0; i < N; i++)
        rill_chan_init(&links[i], bufs[i], sizeof(int), 1);
    for (int i = 0; i < N; i++) {
        nodes[i] = (struct node){.at = i, .number = numbers[i]};
        start(&jobs[i], take_part, &nodes[i]);
    }
    for (int i = 0; i < N; i++)
        agreed += finish(&jobs[i]) == 60;
    is(agreed, N, "all name the same leader");
    is(messages, expected, how);
    is(announced, N, "once round to say so");
}

int main(void)
{
    plan(10);
    elect((const int[]){10, 20, 30, 40, 50, 60}, 2 * N - 1, "rising");
    elect((const int[]){60, 50, 40, 30, 20, 10}, N * (N + 1) / 2, "falling");
    /* By hand: each number goes as far as the next larger number: 30 goes 2 steps, 10 1, 60 6,
     * 20 1, 50 4, 40 3. */
    elect((const int[]){30, 10, 60, 20, 50, 40}, 17, "mixed");
    all_ended();
    return done();
}
