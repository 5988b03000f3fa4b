// qemu: -icount shift=0,sleep=off
/* A program clears a timer's memory while the timer runs. */
// expect-status: 134
// expect-out: ^rill: panic: .*memory of a timer.* was used for something else
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>
#include <string.h>

static struct rill_timer kept, lost;

int main(void)
{
    rill_timer_set(&lost, rill_after_ns(RILL_MS), 0);
    memset(&lost, 0, sizeof(lost));
    rill_timer_set(&kept, rill_after_ns(2 * RILL_MS), 0);
    rill_sleep_ns(5 * RILL_MS);
    return 0;
}
