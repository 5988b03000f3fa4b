/* A channel without a buffer has no room for the value of a trap. */
// expect-status: 134
// expect-out: ^rill: panic: rill_chan_inlet: the channel at 0x[0-9a-f]+ has no buffer
#include <rill/rill.h>

RILL_CHAN(c, long, 0);

int main(void)
{
    static struct rill_inlet inlet;
    static long room[1];

    rill_chan_inlet(&c, &inlet, room);
    return 0;
}
