/* A mutex that no task will unlock. */
// expect-status: 134
// expect-out: ^rill: deadlock:
// expect-out: ^  task "second" waits: .*mutex
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static struct rill_mutex m;

static int second(void *arg)
{
    (void)arg;
    return rill_mutex_lock(&m, RILL_FOREVER);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "second"};
    struct rill_job job = {0};

    rill_mutex_lock(&m, RILL_FOREVER);
    rill_spawn(&job, &opts, second, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
