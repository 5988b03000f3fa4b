// qemu: -m 64M
/* A stack wants to grow, and there is no memory: the report says so. First in rill_catch_fault,
 * which comes out, for the stack is whole. */
// boards: virt-s
// expect-status: 139
// expect-out: ^caught: 1, cause 15, \d{2} MiB deep$
// expect-out: ^rill: fault: store page fault at address 0x[0-9a-f]+ \(cause 15\)$
// expect-out: in task "grows" on hart
// expect-out: ^          it wanted to grow, and there is no memory left$
// expect-out: ^rill: stopped with status 139$
// reject-out: OVERFLOWED
#include <stdio.h>

#include <rill/rill.h>

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static void deep(void *arg)
{
    (void)arg;
    recurse(0);
}

static int grows(void *arg)
{
    struct rill_fault fault = {0};
    int caught = rill_catch_fault(deep, arg, &fault);

    printf("caught: %d, cause %d, %d MiB deep\n", caught, (int)fault.cause,
           (int)(((uintptr_t)&fault - fault.addr) >> 20));
    deep(arg);
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {
        .name = "grows", .memory = RILL_STACK_GROWS, .memory_bytes = 1 << 29};
    struct rill_job job;

    rill_spawn(&job, &opts, grows, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
