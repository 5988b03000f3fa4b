/* A deadline in a call that the header does not see, in a program that is linked
 * without alarms. */
// expect-status: 134
// expect-out: ^rill: panic: no alarms are linked for this deadline .*link with -Wl,-u,rill_alarm_start
#include <rill/sync.h>

static struct rill_event never;

int main(void)
{
    int (*volatile await)(struct rill_event *, uint64_t) = rill_event_wait;

    return await(&never, RILL_S);
}
