/* 03-break-it.c -- what Rill says when a program breaks.
 *     tools/rill run examples/03-break-it.c -- store | deadlock | overflow */
#include <rill/rill.h>
#include <stdio.h>
#include <string.h>

RILL_CHAN(nobody_sends, int, 0);

static int waits(void *arg)
{
    int value;

    (void)arg;
    return rill_chan_recv(&nobody_sends, &value, RILL_FOREVER);
}

static int deeper(volatile char *above)
{
    volatile char here[64];

    here[0] = above[0];
    return deeper(here) + here[0];
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "store";
    char start[1] = {1};

    printf("about to break: %s\n", how);
    if (!strcmp(how, "deadlock")) {
        rill_go(waits, NULL);
        return waits(NULL);
    }
    if (!strcmp(how, "overflow"))
        return deeper(start);
    *(volatile int *)8 = 1;
    return 0;
}
