/* Two tasks wait for each other; main waits for both. */
// boards: all
// expect-status: 134
// expect-out: ^rill: deadlock: all 3 tasks wait and nothing can wake them$
// expect-out: ^  task "main" waits: join of job 0x[0-9a-f]+, started at 0x[0-9a-f]+$
// expect-out: ^  task "left" waits: receive on channel 0x[0-9a-f]+, started at 0x[0-9a-f]+$
// expect-out: ^  task "right" waits: send on channel 0x[0-9a-f]+, started at 0x[0-9a-f]+$
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

RILL_CHAN(a, int, 0);
RILL_CHAN(b, int, 0);

static int left(void *arg)
{
    int v;

    (void)arg;
    return rill_chan_recv(&a, &v, RILL_FOREVER);
}

static int right(void *arg)
{
    int v = 1;

    (void)arg;
    return rill_chan_send(&b, &v, RILL_FOREVER);
}

int main(void)
{
    struct rill_task_opts l = {.name = "left"}, r = {.name = "right"};
    struct rill_job jobs[2] = {0};

    rill_spawn(&jobs[0], &l, left, NULL);
    rill_spawn(&jobs[1], &r, right, NULL);
    rill_join(&jobs[0], RILL_FOREVER, NULL);
    return 0;
}
