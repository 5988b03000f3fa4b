/* a1 points to memory that PMP forbids, so a read faults. The test makes boot's check again,
 * with what a loader might have passed. */
// boards: virt,virt32,virt-s,sifive_u
// expect-status: 134
// expect-out: ^rill: panic: the device tree at 0x[0-9a-f]+ is unusable: nothing answers there; board [\w-]+ needs the one its loader passes in a1
#include <stdint.h>

#include "../../mode.h"

/* As in include/port/board.h. */
extern const struct {
    uintptr_t (*find)(const void *a1);
} rill_loader_fdt;

int main(void)
{
    rill_loader_fdt.find((void *)FORBIDDEN);
    return 0;
}
