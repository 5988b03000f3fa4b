/* No device tree, on a board that comes with one. The test makes boot's check again, with what
 * a loader might have passed. */
// boards: virt,virt32,virt-s,sifive_u
// expect-status: 134
// expect-out: ^rill: panic: the device tree at 0x[0-9a-f]+ is unusable: none was passed; board [\w-]+ needs the one its loader passes in a1
#include <stdint.h>

/* As in include/port/board.h. */
extern const struct {
    uintptr_t (*find)(const void *a1);
} rill_loader_fdt;

int main(void)
{
    rill_loader_fdt.find(0);
    return 0;
}
