// qemu: -icount shift=0,sleep=off
/* A program overwrites a timer's memory while the timer runs, and then stops the timer. */
// expect-status: 134
// expect-out: ^rill: panic: .*memory of a timer.* was used for something else
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>
#include <string.h>

static struct rill_timer t;

int main(void)
{
    rill_timer_set(&t, rill_after_ns(RILL_S), 0);
    memset(&t, 0x5a, sizeof(t));
    rill_timer_stop(&t);
    return 0;
}
