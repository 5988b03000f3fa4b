/* A task's function returns and leaves a record in its frame. */
// expect-status: 134
// expect-out: ^rill: panic: a deferred call was left behind by a function that has returned; use RILL_DEFER, or run or drop it before$
#include <rill/rill.h>

static void nothing(void *arg)
{
    (void)arg;
}

static int leaves(void *arg)
{
    struct rill_defer d[1];

    rill_defer(d, nothing, arg);
    return 0;
}

int main(void)
{
    rill_go(leaves, NULL);
    rill_yield();
    return 0;
}
