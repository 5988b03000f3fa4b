/* The header does not see the deadline of a call, in a program that is linked without
 * alarms. */
// expect-status: 134
// expect-out: ^rill: panic: no alarms are linked for this deadline .*link with -Wl,-u,rill_alarm_start
#include <rill/sync.h>

static struct rill_waitgroup never;

int main(void)
{
    int (*volatile await)(struct rill_waitgroup *, uint64_t) =
        rill_waitgroup_wait;

    rill_waitgroup_add(&never, 1);
    return await(&never, RILL_S);
}
