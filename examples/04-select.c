/* 04-select.c -- wait for the first of several things, and not for ever.
 *     tools/rill run examples/04-select.c */
#include <errno.h>
#include <rill/rill.h>
#include <stdio.h>

RILL_CHAN(fast, int, 0);
RILL_CHAN(slow, int, 0);

struct source {
    struct rill_chan *ch;
    uint64_t period_ns;
};

static int source(void *arg)
{
    const struct source *s = arg;

    for (int i = 1; i <= 3; i++) {
        rill_sleep_ns(s->period_ns);
        if (rill_chan_send(s->ch, &i, RILL_FOREVER))
            break;
    }
    return 0;
}

int main(void)
{
    static struct source sources[] = {{&fast, 20 * RILL_MS},
                                      {&slow, 50 * RILL_MS}};
    int value;

    rill_go(source, &sources[0]);
    rill_go(source, &sources[1]);
    for (;;) {
        struct rill_arm arms[] = {
            {.op = RILL_RECV, .ch = &fast, .value = &value},
            {.op = RILL_RECV, .ch = &slow, .value = &value},
        };
        int arm = rill_select(arms, 2, rill_after_ns(500 * RILL_MS));

        if (arm == -ETIMEDOUT)
            break;
        printf("%s %d\n", arm == 0 ? "fast" : "slow", value);
    }
    printf("nothing for half a second: done\n");
    return 0;
}
