/* rill/hart.h -- the harts that run tasks.
 *
 * How many there may be is said when the program is built (HARTS=); how many there
 * are, by the machine. They start while main runs already, and come one by one:
 *
 *     found in the tree --> called --> on its way --> arrived: it runs tasks
 *                             | refused, or no clock for it: one line on the console,
 *                             v and it is not counted
 *
 * Callers: all but rill_pin anywhere; they do not block. Nothing here allocates.
 */
#ifndef RILL_HART_H
#define RILL_HART_H

#include <port/call.h>

RILL_C_BEGIN

/* How many harts this program has, those on their way too: a pool of workers has so
 * many. Known before main begins, and never another; 1 is the least. */
unsigned rill_hart_count(void);

/* How many of them have arrived by now: it only grows, from 1 to rill_hart_count. A hart
 * that was called and is too broken to come stays missing here. Nothing waits for it but
 * tasks that are pinned to it. */
unsigned rill_hart_arrived(void);

/* The number of the hart that runs the caller, below rill_hart_count: 0 is the one
 * that started first. Not the hardware's id. A task may go on
 * with another hart after any call that can park, and then this is another. */
unsigned rill_hart(void);

/* From when this returns, run the calling task on that hart only: every waker
 * wakes it there, and no other hart takes it from there. For what belongs to one hart: its
 * interrupts, a device that only it reaches, a cache that is to stay warm. Tasks that it
 * starts are not pinned. RILL_ANY_HART: not any more, from the next switch on.
 *
 * Others wait for their turn on the hart as ever. The caller waits for a hart that is on
 * its way, for a second at most. May park; not in a trap: panic. Is no
 * point of cancellation.
 *   returns  0; or, and nothing has changed:
 *   -EINVAL     there is no such hart: rill_hart_count
 *   -ETIMEDOUT  it was called, and has not come */
RILL_INLINE int rill_pin(int hart)
{
    return RILL_PARK_CALL_2(rill_pin_parks, (void *)(long)hart, 0);
}
#define RILL_ANY_HART (-1)

RILL_C_END

#endif
