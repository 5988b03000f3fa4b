/* rill/hart.h -- the harts that run tasks.
 *
 * How many there may be is said when the program is built (HARTS=); how many there
 * are, by the machine. They start while main runs already.
 *
 * Callers: the first two anywhere; they do not block. Nothing here allocates.
 */
#ifndef RILL_HART_H
#define RILL_HART_H

#include <port/call.h>

RILL_C_BEGIN

/* How many have started; it only grows, and 1 is the least. */
unsigned rill_hart_count(void);

/* The number of the hart that runs the caller, below rill_hart_count or about to
 * be: 0 is the one that started first. Not the hardware's id. A task may go on
 * with another hart after any call that can park, and then this is another. */
unsigned rill_hart(void);

/* From when this returns, run the calling task on that hart only: whoever wakes it
 * wakes it there, and nobody takes it from there. For what belongs to one hart: its
 * interrupts, a device that only it reaches, a cache that is to stay warm. Tasks that it
 * starts are not pinned. RILL_ANY_HART: not any more, from the next switch on.
 *
 * Others wait for their turn on the hart as ever. May park; not in a trap: panic. Is no
 * point of cancellation.
 *   returns  0; -EINVAL: no hart with this number has started (yet: see
 *            rill_hart_count), and nothing has changed. */
RILL_INLINE int rill_pin(int hart)
{
    return RILL_PARK_CALL_2(rill_pin_parks, (void *)(long)hart, 0);
}
#define RILL_ANY_HART (-1)

RILL_C_END

#endif
