/* kernel/sched/hart.c -- what programs ask about harts. */
#include <rill/hart.h>
#include "harts.h"

unsigned rill_hart_count(void)
{
    return rill_harts_total();
}

unsigned rill_hart_arrived(void)
{
    return rill_harts_arrived();
}

unsigned rill_hart(void)
{
    return rill_hart_index();
}
