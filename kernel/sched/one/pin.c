/* kernel/sched/one/pin.c -- all tasks run on the one hart. */
#include <errno.h>
#include <rill/hart.h>
#include <rill/task.h>
#include "park.h"

int rill_pin_parks(void *hart, void *unused);

int rill_pin_parks(void *hart, void *unused)
{
    (void)unused;
    rill_sched_begin(RILL_SENTENCE("rill_pin"));
    return (int)(intptr_t)hart > 0 || (int)(intptr_t)hart < RILL_ANY_HART
               ? -EINVAL
               : 0;
}
