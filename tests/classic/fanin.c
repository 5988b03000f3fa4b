/* classic/fanin.c -- many sources into one channel, by select.
 *
 * The classic: the multiplexer of Pike's talks ("Go concurrency patterns", 2012): one task
 * selects over the sources, forgets each source that has ended, and ends when no source is
 * left. Source i has 10 (i + 1) numbers and steps of i + 1.
 * Known: 150 numbers come, from source i the numbers i + 1, 2 (i + 1), ... in order, which add
 * up to (i + 1) 5 (i + 1) (10 (i + 1) + 1): 11525 in all.
 */
#include "classic.h"

enum { SOURCES = 5 };

struct item {
    int source, number;
};

static struct rill_chan from[SOURCES];
RILL_CHAN(all, struct item, 3);

static int source(void *arg)
{
    int me = (int)(intptr_t)arg;

    for (int i = 1; i <= 10 * (me + 1); i++) {
        put(&from[me], &(struct item){me, i * (me + 1)});
        if (i % 3 == me % 3)
            rill_yield();
    }
    return rill_chan_close(&from[me]);
}

static int fan_in(void *arg)
{
    struct rill_arm arms[SOURCES];
    struct item item;
    int open = SOURCES;

    (void)arg;
    for (int i = 0; i < SOURCES; i++)
        arms[i] =
            (struct rill_arm){.op = RILL_RECV, .ch = &from[i], .value = &item};
    while (open) {
        int i = rill_select(arms, SOURCES, RILL_FOREVER);

        if (arms[i].result == 0) {
            put(&all, &item);
        } else {
            arms[i].ch = NULL;
            open--;
        }
    }
    return rill_chan_close(&all);
}

int main(void)
{
    int count = 0, wrong = 0, last[SOURCES] = {0};
    long sum = 0;
    struct item item;

    plan(4);
    for (intptr_t i = 0; i < SOURCES; i++) {
        rill_chan_init(&from[i], NULL, sizeof(struct item), 0);
        start(NULL, source, (void *)i);
    }
    start_sized(NULL, sizeof(void *) * 240, fan_in, NULL);
    while (get(&all, &item)) {
        wrong += item.number != last[item.source] + item.source + 1;
        last[item.source] = item.number;
        sum += item.number;
        count++;
    }
    is(count, 150, "as many came");
    is(sum, 11525, "their sum");
    is(wrong, 0, "each source in its order");
    all_ended();
    return done();
}
