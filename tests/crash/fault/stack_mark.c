/* Where Rill paints stacks, each report names the high-water mark. */
// expect-status: 134
// expect-out: ^  stack .*bytes in use$
// expect-out: ^          [4-9]\d\d\d bytes at the most so far$
#include <rill/rill.h>

RILL_STACK_PAINT();

__attribute__((noinline)) static int dig(void)
{
    volatile char room[4000];

    for (unsigned i = 0; i < sizeof room; i++)
        room[i] = 1;
    return room[7];
}

static int digger(void *arg)
{
    (void)arg;
    rill_panic("after %d", dig());
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 7168};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, digger, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
