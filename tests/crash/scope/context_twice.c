/* A program begins a context that has begun already. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_begin: this one has begun already
#include <rill/rill.h>

static struct rill_context c;

int main(void)
{
    rill_context_begin(&c, RILL_FOREVER);
    rill_context_begin(&c, RILL_FOREVER);
    return 0;
}
