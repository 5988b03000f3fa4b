/* kernel/owner.h -- who holds it, by task number: a number is never given twice,
 * and an address is. */
#ifndef KERNEL_OWNER_H
#define KERNEL_OWNER_H

#include <stdint.h>

/* With the lock held: the name of the task with this number; NULL: it has ended,
 * or number is 0. */
const char *rill_owner_name(uint32_t number);

#endif
