/* time/deadline.c -- deadlines that are numbers in the program, and no other use of time: these
 * deadlines alone bring the alarms into the image.
 */
#include <errno.h>
#include <rill/chan.h>
#include <rill/select.h>

#include "../tap.h"

RILL_CHAN(never, int, 0);

int main(void)
{
    struct rill_arm arm = {.op = RILL_RECV, .ch = &never};
    int value = 7;

    arm.value = &value;
    plan(4);
    is(rill_chan_recv(&never, &value, RILL_POLL), -ETIMEDOUT, "not now");
    is(rill_chan_recv(&never, &value, 1), -ETIMEDOUT, "not in the past");
    is(rill_select(&arm, 1, 5 * RILL_MS), -ETIMEDOUT, "not within 5 ms");
    is(value, 7, "the value is untouched");
    return done();
}
