/* A device tree with a header that says more than is there. The test makes boot's check again,
 * with what a loader might have passed. */
// boards: virt,virt32,virt-s,sifive_u
// expect-status: 134
// expect-out: ^rill: panic: the device tree at 0x[0-9a-f]+ is unusable: its parts are not inside it; board [\w-]+ needs the one its loader passes in a1
#include <stdint.h>

/* As in include/port/board.h. */
extern const struct {
    uintptr_t (*find)(const void *a1);
} rill_loader_fdt;

/* magic, size 64, structure at 48 with 4 GiB less 1, the strings at 56, version 17 */
static const uint8_t tree[64] __attribute__((aligned(8))) = {
    0xd0, 0x0d, 0xfe, 0xed, 0, 0,  0, 64, 0,    0,    0,    48,  0, 0,
    0,    56,   0,    0,    0, 40, 0, 0,  0,    17,   0,    0,   0, 16,
    0,    0,    0,    0,    0, 0,  0, 8,  0xff, 0xff, 0xff, 0xff};

int main(void)
{
    rill_loader_fdt.find(tree);
    return 0;
}
