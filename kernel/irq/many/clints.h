/* kernel/irq/many/clints.h -- the CLINTs of a device tree, and the harts that each serves. */
#ifndef KERNEL_CLINTS_H
#define KERNEL_CLINTS_H

#include <stdint.h>

/* Keep those of the n harts that a CLINT serves, at the beginning of ids; the console says of
 * each other hart why it is left out. ids[0] is this hart, and its clock runs already. After the
 * call rill_board.timer knows each hart's registers, all clocks agree, and no old interrupt is
 * pending. When the tree has no CLINT, the harts are served as the board's folder says. At
 * boot, on one hart.
 *   returns  how many harts are kept. */
unsigned rill_clints_serve(uintptr_t *ids, unsigned n);

#endif
