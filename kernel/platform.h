/* kernel/platform.h -- what the machine says of itself at boot. */
#ifndef KERNEL_PLATFORM_H
#define KERNEL_PLATFORM_H

#include <stdint.h>

/* Record what was in the registers at entry and look the device tree over.
 * Panics if this board comes with a tree and there is none or a broken one. */
void rill_platform_init(uintptr_t hart_id, const void *fdt);

/* Where the memory ends that is ours: the end of RAM, or the device tree. */
uintptr_t rill_platform_ram_end(void);

#endif
