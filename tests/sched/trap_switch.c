// qemu: -icount shift=0,sleep=off
/* sched/trap_switch.c -- the timer interrupts in the midst of a switch, when sp already belongs to
 * the next task, and tp still to the last one. That is no overflow of a stack. QEMU counts
 * instructions here, because only then does it let an interrupt come at any instruction. */
#include <rill/rill.h>

#include "../tap.h"

#define TASKS 4
#define TICKS 3000
#define EACH  (5 * RILL_US)

static struct rill_timer timer;
static volatile bool over;
static unsigned long turns;

/* Tasks that are ready all the time, and not in step with the ticks. After every third switch
 * the task ends, and another comes. */
static int yields(void *arg)
{
    while (!over) {
        for (volatile unsigned long i = ++turns * 7 % 17; i; i--) {
        }
        rill_yield();
        if (turns % 3 == 0 && !rill_go(yields, arg))
            break;
    }
    return 0;
}

int main(void)
{
    unsigned long ticks = 0;
    uint64_t at_ns;

    plan(2);
    for (int i = 0; i < TASKS; i++)
        rill_go(yields, NULL);
    rill_timer_set(&timer, rill_after_ns(EACH), EACH);
    while (ticks < TICKS && !rill_chan_recv(&timer.ticks, &at_ns, RILL_FOREVER))
        ticks++;
    over = true;
    is((long)ticks, TICKS, "ticks came");
    ok(turns > ticks, "and tasks switched, %lu times", turns);
    return done();
}
