/* A deep recursion that ends: the report says what size was needed, and that the calls
 * repeat. */
// expect-status: 134
// expect-out: ^          the calls repeat: of 0x[0-9a-f]+ there are \d\d+; a recursion without an end\?$
// expect-out: ^          it needed \d{4} bytes at the least$
// boards: virt,virt32
#include <rill/rill.h>

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[16];

    frame[0] = (char)n;
    if (n == 0)
        rill_yield();
    return (n ? recurse(n - 1) : 0) + frame[0];
}

static int dig(void *arg)
{
    return recurse(50) + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 2048};
    struct rill_job job = {0};

    rill_spawn(&job, &opts, dig, NULL);
    return rill_join(&job, RILL_FOREVER, NULL);
}
