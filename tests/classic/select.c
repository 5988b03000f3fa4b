/* classic/select.c -- doubly nested select: a select inside an arm of another.
 *
 * The classic: the two-level multiplexer of Newsqueak's and Go's first tests. Each sender selects
 * over all its channels and offers its next number on each. Two relays select over two of the
 * channels each, and a listener selects over the relays. A relay that has a number selects
 * again, between passing the number on and the order to stop.
 * Known: each of the numbers 0..N-1 arrives once; and when the test stops early, no number below
 * the sender's next is missing but the one that each relay held.
 */
#include "classic.h"

enum { N = 3000, STOP_AT = 1000 };

static struct rill_chan from[4], relayed[2], stop;
static uint8_t seen[N];
static int next_number;

/* rill_select answers with the arm of a closed channel; here that ends the task. */
static int choose(struct rill_arm *arms, int n)
{
    int i = rill_select(arms, n, RILL_FOREVER);

    if (i < 0 || i >= n)
        rill_panic("select: %d", i);
    return arms[i].result == -EPIPE ? -1 : i;
}

static int sender(void *arg)
{
    (void)arg;
    for (next_number = 0; next_number < N; next_number++) {
        int n = next_number;
        struct rill_arm arms[5] = {{.op = RILL_RECV, .ch = &stop, .value = &n}};

        for (int i = 0; i < 4; i++)
            arms[1 + i] =
                (struct rill_arm){.op = RILL_SEND, .ch = &from[i], .value = &n};
        if (choose(arms, 5) < 0)
            return 0;
    }
    for (int i = 0; i < 4; i++)
        rill_chan_close(&from[i]);
    return 0;
}

/* Returns how many numbers the relay could not pass on. */
static int relay(void *arg)
{
    int me = (int)(intptr_t)arg, open = 2, n, none;
    struct rill_arm in[] = {
        {.op = RILL_RECV, .ch = &from[2 * me], .value = &n},
        {.op = RILL_RECV, .ch = &from[2 * me + 1], .value = &n},
        {.op = RILL_RECV, .ch = &stop, .value = &none},
    };
    struct rill_arm out[] = {
        {.op = RILL_SEND, .ch = &relayed[me], .value = &n},
        {.op = RILL_RECV, .ch = &stop, .value = &none},
    };

    while (open) {
        int i = rill_select(in, 3, RILL_FOREVER);

        if (i == 2)
            return 0;
        if (in[i].result == -EPIPE) {
            in[i].ch = NULL;
            open--;
        } else if (choose(out, 2) < 0) {
            return 1;
        }
    }
    rill_chan_close(&relayed[me]);
    return 0;
}

/* Returns how many numbers came, until the two relays have closed or stop_at numbers have
 * come. */
static int listen(int stop_at, int *disorder)
{
    int n, last[2] = {-1, -1}, count = 0, open = 2;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &relayed[0], .value = &n},
        {.op = RILL_RECV, .ch = &relayed[1], .value = &n},
    };

    while (open && count < stop_at) {
        int i = rill_select(arms, 2, RILL_FOREVER);

        if (arms[i].result == -EPIPE) {
            arms[i].ch = NULL;
            open--;
            continue;
        }
        *disorder += n <= last[i];
        last[i] = n;
        seen[n]++;
        count++;
    }
    return count;
}

static void experiment(int stop_at, const char *how)
{
    struct rill_job jobs[3] = {0};
    int disorder = 0, count, held, once = 0, twice = 0;

    for (int i = 0; i < 4; i++)
        rill_chan_init(&from[i], NULL, sizeof(int), 0);
    for (int i = 0; i < 2; i++)
        rill_chan_init(&relayed[i], NULL, sizeof(int), 0);
    rill_chan_init(&stop, NULL, sizeof(int), 0);
    for (int i = 0; i < N; i++)
        seen[i] = 0;
    start_sized(&jobs[0], 2048, sender, NULL);
    start_sized(&jobs[1], 2048, relay, (void *)0);
    start_sized(&jobs[2], 2048, relay, (void *)1);
    count = listen(stop_at, &disorder);
    rill_chan_close(&stop);
    finish(&jobs[0]);
    held = finish(&jobs[1]) + finish(&jobs[2]);
    for (int i = 0; i < N; i++) {
        once += seen[i] == 1;
        twice += seen[i] > 1;
    }
    is(count, stop_at < N ? stop_at : N, how);
    ok(once == count && twice == 0, "each number once");
    is(disorder, 0, "and in order through each relay");
    is(next_number, count + held, "none lost but what relays held");
}

int main(void)
{
    plan(9);
    experiment(N + 1, "all numbers");
    experiment(STOP_AT, "stopped in the middle");
    all_ended();
    return done();
}
