/* A program sets a timer after it has closed the timer's channel. */
// expect-status: 134
// expect-out: ^rill: panic: rill_timer_set: the channel of the timer at 0x[0-9a-f]+ is closed; make the timer all zero first
#include <rill/rill.h>

int main(void)
{
    static struct rill_timer t;

    rill_timer_set(&t, RILL_FOREVER, 0);
    rill_chan_close(&t.ticks);
    rill_timer_set(&t, RILL_S, 0);
    return 0;
}
