/* Tasks of four harts wait for each other: the last hart to fall asleep reports that, once,
 * though all four harts had work a moment before. */
// boards: virt,virt32,virt-s
// image: 4
// harts: 4
// timeout: 60
// expect-status: 134
// expect-out: ^rill: deadlock: all 9 tasks wait and nothing can wake them$
// expect-out: ^  task "main" waits: join of job 0x[0-9a-f]+, started at 0x[0-9a-f]+$
// expect-out: ^  task "ring" waits: receive on channel 0x[0-9a-f]+, started at 0x[0-9a-f]+$
// expect-out: ^rill: stopped with status 134$
// reject-out: rill: deadlock[\s\S]*rill: deadlock
#include <rill/rill.h>

enum { TASKS = 8, ROUNDS = 500 };

static struct rill_chan ring[TASKS];

/* Passes the message on ROUNDS times, and then keeps it. */
static int passes(void *arg)
{
    unsigned me = (unsigned)(uintptr_t)arg;
    int n;

    for (;;) {
        rill_chan_recv(&ring[me], &n, RILL_FOREVER);
        if (++n < TASKS * ROUNDS)
            rill_chan_send(&ring[(me + 1) % TASKS], &n, RILL_FOREVER);
    }
}

int main(void)
{
    struct rill_task_opts opts = {.name = "ring"};
    struct rill_job jobs[TASKS];
    int n = 0;

    for (unsigned i = 0; i < TASKS; i++)
        rill_chan_init(&ring[i], NULL, sizeof(int), 0);
    for (unsigned i = 0; i < TASKS; i++)
        rill_spawn(&jobs[i], &opts, passes, (void *)(uintptr_t)i);
    rill_chan_send(&ring[0], &n, RILL_FOREVER);
    rill_join(&jobs[0], RILL_FOREVER, NULL);
    return 0;
}
