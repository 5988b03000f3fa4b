/* The report of an overflow says which size would at least have been needed. */
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^          it needed \d{4} bytes at the least$
#include <rill/rill.h>

RILL_STACK_PAINT();

/* Go as deep as the stack is, and back. Write the two lowest words: frames are 16 bytes apart,
 * and one of the two words is the mark. */
__attribute__((noinline)) static int dig(size_t bytes)
{
    volatile uintptr_t room[bytes / sizeof(uintptr_t)];

    for (unsigned i = 0; i < 16 / sizeof(uintptr_t); i++)
        room[i] = 1;
    return (int)room[0];
}

static int digger(void *arg)
{
    uintptr_t low, high;

    (void)arg;
    rill_stack_bounds(&low, &high);
    for (size_t n = 16; n < high - low; n += 16)
        dig(n);
    rill_yield();
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 1024};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, digger, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
