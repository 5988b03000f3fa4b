/* classic/ring.c -- a ring of 100,000 tasks and one token; and ping-pong.
 *
 * The classic: the ring benchmark of Armstrong's Erlang book, and thread-ring of the benchmarks
 * game: each member takes the number, adds one and passes it on. Beside the ring a pair plays
 * ping-pong, while the 100,000 members are parked.
 * Known: after three times round the number is 300,000; the parked tasks cost the pair nothing.
 */
#include <stdlib.h>
#include "classic.h"

enum { RING = 100000, LAPS = 3, VOLLEYS = 20000 };

static struct rill_chan *links; /* links[i] leads to member i */

static int member(void *arg)
{
    struct rill_chan *in = arg;
    struct rill_chan *out = in + 1 == links + RING ? links : in + 1;
    int n;

    for (int lap = 0; lap < LAPS; lap++) {
        get(in, &n);
        n++;
        if (in != links + RING - 1 || lap < LAPS - 1)
            put(out, &n);
    }
    return n; /* the last member's: how often the number was passed on */
}

static struct rill_chan ping, pong;

static int partner(void *arg)
{
    int ball;

    (void)arg;
    while (get(&ping, &ball)) {
        ball = -ball;
        put(&pong, &ball);
    }
    return 0;
}

static int volleys(void)
{
    int wrong = 0;

    for (int i = 0; i < VOLLEYS; i++) {
        int ball = i;

        put(&ping, &ball);
        wrong += !get(&pong, &ball) || ball != -i;
    }
    return wrong;
}

int main(void)
{
    struct rill_job last = {0};
    int zero = 0;

    plan(5);
    links = malloc(RING * sizeof *links);
    if (!links)
        bail("no memory for the links");
    for (int i = 0; i < RING; i++) {
        rill_chan_init(&links[i], NULL, sizeof(int), 0);
        start_sized(i == RING - 1 ? &last : NULL, 480, member, &links[i]);
    }
    rill_chan_init(&ping, NULL, sizeof(int), 0);
    rill_chan_init(&pong, NULL, sizeof(int), 0);
    start(NULL, partner, NULL);
    rill_yield();
    is((long)rill_task_count(), RING + 2, "all alive at once");
    is(volleys(), 0, "ping-pong among the parked");
    rill_chan_close(&ping);
    put(&links[0], &zero);
    is(finish(&last), RING * LAPS, "three times round");
    all_ended();
    ok(rill_block_count() >= RING, "their blocks are free again");
    return done();
}
