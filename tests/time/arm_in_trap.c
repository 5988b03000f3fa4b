/* time/arm_in_trap.c -- another hart is the first to arm a timer, and does so in a trap. The
 * driver then tries what the machine has (in S-mode, whether there is stimecmp), and must leave
 * the trap whole. */
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
#include "../tap.h"

#include <rill/rill.h>

#include "../other_harts.h"

void rill_clock_arm(uint64_t when); /* As in include/port/board.h. */

static volatile unsigned armed;

static void on_hart(unsigned number)
{
    (void)number;
    on_hart_wanted = 0;
    rill_clock_arm(UINT64_MAX);
    armed = 1;
}

static int there(void *arg)
{
    rill_pin(1);
    *(unsigned *)arg = rill_hart();
    return 0;
}

int main(void)
{
    struct rill_job job = {0};
    unsigned where = 0;

    plan(3);
    while (rill_hart_arrived() < 2)
        rill_yield();
    ok(harts_arrive(2), "two harts, and nobody has slept");
    interrupt_others();
    while (!armed)
        rill_yield();
    rill_spawn(&job, NULL, there, &where);
    is(rill_join(&job, RILL_FOREVER, NULL), 0, "it goes on, and runs a task");
    is(where, 1, "there");
    return done();
}
