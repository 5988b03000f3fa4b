/* bench/two_tasks.c -- for the size of its image: two tasks, a channel, no
 * printf. */
#include <rill/rill.h>

RILL_CHAN(numbers, int, 0);

static int sender(void *arg)
{
    for (int i = 0; i < 10; i++)
        rill_chan_send(&numbers, &i, RILL_FOREVER);
    (void)arg;
    return rill_chan_close(&numbers);
}

int main(void)
{
    int value, sum = 0;

    rill_go(sender, NULL);
    while (rill_chan_recv(&numbers, &value, RILL_FOREVER) == 0)
        sum += value;
    return sum != 45;
}
