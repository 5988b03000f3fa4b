/* A deadline for which no task waits any more does not end a deadlock. */
// expect-status: 134
// expect-out: ^rill: deadlock:
#include <rill/rill.h>

RILL_CHAN(never, int, 0);

int main(void)
{
    struct rill_context c;
    int v;

    rill_context_begin(&c, rill_after_ns(RILL_S));
    rill_context_cancel(&c);
    rill_cancel_mask(true);
    return rill_chan_recv(&never, &v, RILL_FOREVER);
}
