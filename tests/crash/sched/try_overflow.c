/* No rill_try recovers from an overflow of the stack. */
// expect-status: 134
// expect-out: ^rill: panic: task "small" has overflowed its stack$
// reject-out: survived
#include <stdio.h>

#include <rill/rill.h>

__attribute__((noinline)) static void dig(void *arg)
{
    uintptr_t low, high;

    (void)arg;
    rill_stack_bounds(&low, &high);
    *(volatile uintptr_t *)low = 1;
    rill_yield();
}

static int small(void *arg)
{
    rill_try(dig, arg, NULL);
    puts("survived");
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "small", .stack_bytes = 1024};
    struct rill_job job = {0};

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_spawn(&job, &opts, small, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
