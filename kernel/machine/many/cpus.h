/* kernel/machine/many/cpus.h -- the harts of the device tree. */
#ifndef KERNEL_CPUS_H
#define KERNEL_CPUS_H

#include <stdint.h>

/* The caller has written ids[0]. Write behind it the ids of the other harts that can run this
 * image, each once, in the tree's order, so that there are at most `most`. At boot, on one
 * hart.   returns  how many ids there are, ids[0] among them. */
unsigned rill_cpus(uintptr_t *ids, unsigned most);

#endif
