// qemu: -m 64M
/* memory/heap_end.c -- the heap ends below the device tree, and where the machine's memory ends,
 * not where the linker script thinks: 64 MiB here and not 128. The test writes to all memory that
 * malloc gives, and the tree is still whole.
 */
#include <stdlib.h>
#include <string.h>

#include "../tap.h"

/* As in kernel/main.c: the registers at entry. */
extern struct {
    uintptr_t hart_id;
    const unsigned char *fdt;
} rill_boot;

int main(void)
{
    static const unsigned char magic[4] = {0xd0, 0x0d, 0xfe, 0xed};
    const size_t piece = 64 << 10;
    size_t kib = 0, above = 0;
    char *p;

    plan(4);
    ok(rill_boot.fdt && !memcmp(rill_boot.fdt, magic, 4), "there is a tree");
    while ((p = malloc(piece))) {
        memset(p, 0x5a, piece);
        above += (uintptr_t)p + piece > (uintptr_t)rill_boot.fdt;
        kib += piece >> 10;
    }
    diag("%lu KiB", (unsigned long)kib);
    /* Main's stack is a sixteenth of the memory; firmware and the tree take some. */
    ok(kib > 54 * 1024 && kib < 60 * 1024, "about what the machine has");
    is(above, 0, "no piece reaches the tree");
    ok(!memcmp(rill_boot.fdt, magic, 4), "and the tree is whole");
    return done();
}
