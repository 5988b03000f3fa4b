/* No rill_try recovers from a fault in Rill's own code, which may have left something half
 * changed. */
// expect-status: 139
// expect-out: ^rill: fault: load (access|page) fault
// reject-out: survived
#include <stdio.h>

#include <rill/rill.h>

static void garbage(void *arg)
{
    struct rill_chan *volatile nowhere = NULL;

    rill_chan_recv(nowhere, arg, RILL_FOREVER);
}

int main(void)
{
    int got;

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_try(garbage, &got, NULL);
    puts("survived");
    return 0;
}
