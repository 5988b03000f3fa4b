/* A program destroys a channel while a task waits to send into it, in a select. */
// expect-status: 134
// expect-out: ^rill: panic: rill_chan_destroy: task "wren" waits to send on channel 0x
#include <rill/rill.h>

static struct rill_chan ch, other;

static int choose(void *unused)
{
    char c = 0;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &other, .value = &c},
        {.op = RILL_SEND, .ch = &ch, .value = &c},
    };

    (void)unused;
    return rill_select(arms, 2, RILL_FOREVER);
}

int main(void)
{
    static const struct rill_task_opts opts = {.name = "wren"};

    rill_chan_init(&ch, NULL, 1, 0);
    rill_chan_init(&other, NULL, 1, 0);
    rill_spawn(NULL, &opts, choose, NULL);
    rill_yield();
    rill_yield();
    rill_chan_destroy(&ch);
    return 0;
}
