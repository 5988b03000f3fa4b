// qemu: -icount shift=0,sleep=off
/* A program sets a timer that is not all zero at first. */
// expect-status: 134
// expect-out: ^rill: panic: rill_timer_set: the timer at 0x[0-9a-f]+ .*not all
// zero expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>
#include <string.h>

static struct rill_timer t;

int main(void)
{
    memset(&t, 0x5a, sizeof(t));
    rill_timer_set(&t, rill_after_ns(RILL_MS), 0);
    return 0;
}
