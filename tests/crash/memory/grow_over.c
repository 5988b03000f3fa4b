/* A recursion without end on a stack that grows: it ends at the limit, as an overflow. */
// boards: virt-s
// expect-status: 139
// expect-out: ^rill: fault: store page fault at address 0x[0-9a-f]+ \(cause 15\)$
// expect-out: in task "grows" on hart
// expect-out: ^  stack .*OVERFLOWED: sp is \d{1,4} bytes below the bottom
// expect-out: ^          the calls repeat
// expect-out: ^          it needed 5\d{5} bytes at the least$
// expect-out: ^          give it more: memory_bytes in rill_spawn's options$
// expect-out: ^rill: stopped with status 139$
// reject-out: no memory left
#include <rill/rill.h>

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static int grows(void *arg)
{
    (void)arg;
    return recurse(0);
}

int main(void)
{
    struct rill_task_opts opts = {
        .name = "grows", .memory = RILL_STACK_GROWS, .memory_bytes = 500000};
    struct rill_job job;

    rill_spawn(&job, &opts, grows, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
