/* The outer context ended before the inner one. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_end: this is not the innermost context of task "main"
#include <rill/rill.h>

static struct rill_context outer, inner;

int main(void)
{
    rill_context_begin(&outer, RILL_FOREVER);
    rill_context_begin(&inner, RILL_FOREVER);
    rill_context_end(&outer);
    return 0;
}
