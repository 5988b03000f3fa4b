/* A channel of elements of no size. */
// expect-status: 134
// expect-out: ^rill: panic: .*
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

int main(void)
{
    struct rill_chan ch;

    rill_chan_init(&ch, NULL, 0, 0);
    return 0;
}
