/* 02-two-tasks.c -- two tasks and a channel.
 *     tools/rill run examples/02-two-tasks.c */
#include <rill/rill.h>
#include <stdio.h>

typedef RILL_CHAN_OF(int) ints;
RILL_TYPED_CHAN(ints, squares, 0); /* unbuffered: a hand-over */

static int producer(void *arg)
{
    for (int i = 1; i <= *(int *)arg; i++)
        rill_send(&squares, i * i, RILL_FOREVER);
    return rill_chan_close(&squares.chan);
}

int main(void)
{
    int n = 5, square;

    rill_go(producer, &n);
    while (rill_recv(&squares, &square, RILL_FOREVER) == 0)
        printf("%d\n", square);
    return 0;
}
