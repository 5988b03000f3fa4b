/* A task sets a value without a context of its own. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_set: task "main" is in no context that it has begun itself
#include <rill/rill.h>

int main(void)
{
    struct rill_value v;

    rill_context_set(&v, &v, &v);
    return 0;
}
