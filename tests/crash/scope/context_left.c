/* A function begins a context in its frame and returns. */
// expect-status: 134
// expect-out: ^rill: panic: a context was left behind by a function of task "main"
#include <rill/rill.h>

static __attribute__((noinline)) void begins(void)
{
    struct rill_context c;

    rill_context_begin(&c, RILL_FOREVER);
}

int main(void)
{
    begins();
    return rill_context_get("key") != 0;
}
