/* A program destroys a channel while a task waits to receive from it. */
// expect-status: 134
// expect-out: ^rill: panic: rill_chan_destroy: task "wren" waits to receive on channel 0x
#include <rill/rill.h>

static struct rill_chan ch;

static int receive(void *unused)
{
    char c;

    (void)unused;
    return rill_chan_recv(&ch, &c, RILL_FOREVER);
}

int main(void)
{
    static const struct rill_task_opts opts = {.name = "wren"};

    rill_chan_init(&ch, NULL, 1, 0);
    rill_spawn(NULL, &opts, receive, NULL);
    rill_yield();
    rill_yield();
    rill_chan_destroy(&ch);
    return 0;
}
