/* rill/hart.h -- the harts that run tasks.
 *
 * HARTS= of the build says how many harts there may be, and the machine how many there are.
 * The first hart runs main; the others start meanwhile, one by one:
 *
 *     found in the tree --> called --> on its way --> arrived: the hart runs tasks
 *                             | refused, or no clock for it: one line on the console,
 *                             v and the hart is not counted
 *
 * Callers: all calls but rill_pin from anywhere; they do not block. None allocates.
 */
#ifndef RILL_HART_H
#define RILL_HART_H

#include <port/call.h>

RILL_C_BEGIN

/* How many harts this program has, with those on their way: as many as a pool of workers
 * has. Known before main begins, at least 1, and it never changes. */
unsigned rill_hart_count(void);

/* How many of these have arrived by now. The number only grows, from 1 to rill_hart_count. A
 * hart that was called and is too broken to come is never counted here, and nothing waits for
 * that hart but tasks that are pinned to it. */
unsigned rill_hart_arrived(void);

/* The number of the hart that runs the caller: 0 is the hart that started first, and the
 * largest is rill_hart_count() - 1. It is not the hardware's id. After a call that can park
 * a task may go on with another hart, and this number is then another. */
unsigned rill_hart(void);

#define RILL_ANY_HART (-1)

/* Run the calling task on that hart alone, from when this returns: every waker wakes the task
 * there, and no other hart takes it from there. For what belongs to one hart: its
 * interrupts, a device that only that hart reaches, a cache that should stay warm. Tasks that
 * the caller starts are not pinned. With RILL_ANY_HART the task is no longer pinned, from its
 * next switch on.
 *
 * Other tasks have their turns on that hart as before. When the hart is on its way, the
 * caller waits for it, at most a second. May block. A cancellation does not end the wait.
 * A call from a trap handler panics.
 *   returns  0; or an error, and nothing has changed:
 *            -EINVAL     there is no such hart: rill_hart_count
 *            -ETIMEDOUT  the hart was called, and has not come */
int rill_pin(int hart);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/hart.h>

#endif
