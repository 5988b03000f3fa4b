/* rill/hart.h -- the harts that run tasks.
 *
 * How many there may be is said when the program is built (HARTS=); how many there
 * are, by the machine. They start while main runs already.
 *
 * Callers: anywhere. Nothing here blocks, allocates or fails.
 */
#ifndef RILL_HART_H
#define RILL_HART_H

/* How many have started; it only grows, and 1 is the least. */
unsigned rill_hart_count(void);

/* The number of the hart that runs the caller, below rill_hart_count or about to
 * be: 0 is the one that started first. Not the hardware's id. A task may go on
 * with another hart after any call that can park, and then this is another. */
unsigned rill_hart(void);

#endif
