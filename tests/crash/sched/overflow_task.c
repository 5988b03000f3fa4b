/* Recursion without end in a task that was started with a name. */
// boards: all
// m-mode: with a guard right below the stack no depth says that the recursion has no end; memory/guard_*.c
// expect-status: 139
// expect-out: in task "digger" on hart
// expect-out: ^  stack .*OVERFLOWED: sp is \d+ bytes below the bottom
// expect-out: ^          the calls repeat: of 0x[0-9a-f]+ there are \d+.*; a recursion without an end\?$
// expect-out: ^rill: stopped with status 139$
// reject-out: give it more
#include <rill/rill.h>

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static int dig(void *arg)
{
    (void)arg;
    return recurse(0);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger"};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, dig, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
