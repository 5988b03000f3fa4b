/* kernel/irq/many/clints.h -- CLINTs of a device tree, and which hart each of them serves. */
#ifndef KERNEL_CLINTS_H
#define KERNEL_CLINTS_H

#include <stdint.h>

/* Of n harts, the first of which is ours and has its clock: those that some CLINT serves,
 * put at the beginning; of the others the console says why not. rill_board.timer knows then
 * where each has its registers, all clocks agree, and no old interrupt is pending.
 * A tree that has no CLINT at all: all, as the board's folder has it.
 *   returns  how many. */
unsigned rill_clints_serve(uintptr_t *ids, unsigned n);

#endif
