/* A context ended that never began. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_end: this is not the innermost
#include <rill/rill.h>

static struct rill_context c;

int main(void)
{
    rill_context_end(&c);
    return 0;
}
