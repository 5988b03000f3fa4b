/* A task that joins itself. */
// expect-status: 134
// expect-out: ^rill: panic: .*join
// expect-out: ^rill: stopped with status 134$
// no-stress: one yield is to be enough for the task to join
#include <rill/rill.h>

static struct rill_job job;

static int join(void *arg)
{
    (void)arg;
    return rill_join(&job, RILL_FOREVER, NULL);
}

int main(void)
{
    rill_spawn(&job, NULL, join, NULL);
    rill_yield();
    return 0;
}
