/* A job joined twice. */
// expect-status: 134
// expect-out: ^rill: panic: .*join
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static int end(void *arg)
{
    (void)arg;
    return 0;
}

int main(void)
{
    struct rill_job job = {0};

    rill_spawn(&job, NULL, end, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return rill_join(&job, RILL_FOREVER, NULL);
}
