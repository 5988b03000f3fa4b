/* The report of a deadlock names labels, the inherited label too. */
// expect-status: 134
// expect-out: ^  task "main" \(request 7\) waits: join of job
// expect-out: ^  task "child" \(request 7\) waits: receive on channel
#include <rill/rill.h>

RILL_CHAN(never, int, 0);

static int child(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&never, &v, RILL_FOREVER);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "child"};
    struct rill_job job = {0};

    rill_label_set("request 7");
    rill_spawn(&job, &opts, child, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
