/* 02-two-tasks.c -- two tasks and a channel.
 *     tools/rill run examples/02-two-tasks.c */
#include <rill/rill.h>
#include <stdio.h>

RILL_CHAN(squares, int, 0); /* of int, unbuffered: a hand-over */

static int producer(void *arg)
{
    for (int i = 1; i <= *(int *)arg; i++) {
        int square = i * i;

        rill_chan_send(&squares, &square, RILL_FOREVER);
    }
    return rill_chan_close(&squares);
}

int main(void)
{
    int n = 5, square;

    rill_go(producer, &n);
    while (rill_chan_recv(&squares, &square, RILL_FOREVER) == 0)
        printf("%d\n", square);
    return 0;
}
