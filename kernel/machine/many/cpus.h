/* kernel/machine/many/cpus.h -- which harts the device tree has. */
#ifndef KERNEL_CPUS_H
#define KERNEL_CPUS_H

#include <stdint.h>

/* The ids of harts that can run this image, behind ids[0], which is there: each
 * once, in the tree's order, `most` in all.
 *   returns  how many there are then, ids[0] among them. */
unsigned rill_cpus(uintptr_t *ids, unsigned most);

#endif
