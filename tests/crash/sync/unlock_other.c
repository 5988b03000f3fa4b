/* A mutex unlocked by a task that does not hold it. */
// expect-status: 134
// expect-out: ^rill: panic: .*mutex
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static struct rill_mutex m;

static int unlock(void *arg)
{
    (void)arg;
    rill_mutex_unlock(&m);
    return 0;
}

int main(void)
{
    struct rill_job job = {0};

    rill_mutex_lock(&m, RILL_FOREVER);
    rill_spawn(&job, NULL, unlock, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
