/* classic/pipeline.c -- a pipeline of 1,000 stages.
 *
 * The classic: the daisy chain of Pike's talks on concurrency, whispers from one gopher to the
 * next; before that, Conway's and McIlroy's pipelines.
 * Known: each stage adds one, so n comes out as n + 1,000, in order; and the end of the input
 * runs down the whole pipe.
 */
#include "classic.h"

enum { STAGES = 1000, VALUES = 50 };

static struct rill_chan pipes[STAGES + 1];

static int stage(void *arg)
{
    struct rill_chan *in = arg;
    int n;

    while (get(in, &n)) {
        n++;
        put(in + 1, &n);
    }
    return rill_chan_close(in + 1);
}

static int feed(void *arg)
{
    (void)arg;
    for (int n = 0; n < VALUES; n++)
        put(&pipes[0], &n);
    return rill_chan_close(&pipes[0]);
}

int main(void)
{
    int n, count = 0, wrong = 0;

    plan(4);
    for (int i = 0; i <= STAGES; i++)
        rill_chan_init(&pipes[i], NULL, sizeof(int), 0);
    for (int i = 0; i < STAGES; i++)
        start(NULL, stage, &pipes[i]);
    start(NULL, feed, NULL);
    is((long)rill_task_count(), STAGES + 2, "the stages are there");
    for (; get(&pipes[STAGES], &n); count++)
        wrong += n != count + STAGES;
    is(count, VALUES, "as many came out");
    is(wrong, 0, "each 1,000 more, in order");
    all_ended();
    return done();
}
