/* A program uses a channel's memory for something else while a task waits in the channel: Rill
 * finds that when the task's deadline comes. */
// expect-status: 134
// expect-out: ^rill: panic: task "wren" waits \(receive on channel 0x[0-9a-f]+\) where the memory
// no-stress: one yield is to be enough for the task to wait
#include <rill/rill.h>

static struct rill_chan ch;
static long others[4];

static int receive(void *unused)
{
    char c;

    (void)unused;
    return rill_chan_recv(&ch, &c, rill_after_ns(RILL_MS));
}

int main(void)
{
    static const struct rill_task_opts opts = {.name = "wren"};

    rill_chan_init(&ch, NULL, 1, 0);
    rill_spawn(NULL, &opts, receive, NULL);
    rill_yield();
    ch.receivers.head = (struct rill_waiter *)others;
    rill_sleep_ns(5 * RILL_MS);
    return 0;
}
