/* The report of a deadlock says which tasks wait for a group, and for what. */
// expect-status: 134
// expect-out: ^rill: deadlock:
// expect-out: task "main" waits: wait for group
#include <rill/rill.h>

static struct rill_group g;
RILL_CHAN(never, int, 0);

static int member(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&never, &v, RILL_FOREVER);
}

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    rill_group_go(&g, NULL, member, NULL);
    return rill_group_wait(&g, RILL_FOREVER);
}
