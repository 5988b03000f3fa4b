// qemu: -device pvpanic-pci
/* All tests pass, then the program tells a device of QEMU of a panic: QEMU's status is then not
 * the program's. QEMU's docs/specs/pvpanic. The program finds the device and gives it an address
 * by PCI's configuration space, which virt has at 0x30000000. */
#include <stdint.h>

#include "../tap.h"

#define ECAM   0x30000000u
#define BAR    0x40000000u
#define DEVICE 0x00111b36u /* Red Hat's, pvpanic */

int main(void)
{
    volatile uint32_t *pci = (void *)ECAM;
    volatile uint8_t *volatile event = (void *)BAR;

    plan(1);
    for (unsigned slot = 0; slot < 32 && pci[0] != DEVICE; slot++)
        pci = (void *)(uintptr_t)(ECAM + slot * 0x8000);
    ok(pci[0] == DEVICE, "the device is there");
    fflush(stdout);
    pci[0x10 / 4] = BAR;
    pci[4 / 4] |= 2;
    *event = 1;
    for (;;)
        ;
}
