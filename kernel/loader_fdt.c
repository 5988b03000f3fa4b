/* kernel/loader_fdt.c -- a loader that passes a device tree in a1: it says where
 * the memory ends, and has the words for argv.
 *
 * The tree stays where the loader put it and is read in place; the heap ends
 * below it.
 */
#include <rill/panic.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/image.h>
#include "fdt.h"

static const void *tree;

static size_t root_number(const char *name, size_t otherwise)
{
    size_t bytes;
    const char *p = rill_fdt_property(tree, "", name, &bytes);

    return p && bytes == 4 ? (size_t)rill_fdt_take(&p, 1) : otherwise;
}

/* The end of the /memory range that we are in. The comparisons are of distances,
 * which do not overflow at the top of the address space. */
static uintptr_t end_of_memory_node(void)
{
    const uintptr_t here = (uintptr_t)__heap_start;
    size_t n_addr = root_number("#address-cells", 2); /* spec 2.3.5 */
    size_t n_size = root_number("#size-cells", 1);
    size_t bytes;
    const char *reg = rill_fdt_property(tree, "memory", "reg", &bytes);

    if (!reg || n_addr > 4 || n_size > 4 || !n_addr || !n_size)
        return (uintptr_t)__heap_end;
    for (const size_t step = 4 * (n_addr + n_size); bytes >= step;
         bytes -= step) {
        uintptr_t base = (uintptr_t)rill_fdt_take(&reg, n_addr);
        uint64_t size = rill_fdt_take(&reg, n_size);

        if (here >= base && here - base < size)
            return size <= UINTPTR_MAX - base ? base + (uintptr_t)size
                                              : UINTPTR_MAX & ~(uintptr_t)15;
    }
    return (uintptr_t)__heap_end;
}

/* a1 may point to where no memory is. */
static const char *fault_of(const char *fdt)
{
    if (fdt && !(rill_hart_can_read(fdt) &&
                 rill_hart_can_read(fdt + RILL_FDT_HEADER_BYTES - 1)))
        return RILL_SENTENCE("nothing answers there");
    return rill_fdt_fault(fdt);
}

static uintptr_t ram_end(const void *a1)
{
    const char *fault = fault_of(a1);
    uintptr_t at = (uintptr_t)a1, end;

    if (fault)
        rill_panic("the device tree at 0x%lx is unusable: %s; board %s needs "
                   "the one its loader passes in a1 (QEMU makes it: no -dtb)",
                   (unsigned long)at, fault, rill_board.name);
    tree = a1;
    end = end_of_memory_node();
    return at >= (uintptr_t)__heap_start && at < end ? at : end;
}

static const char *args(void)
{
    size_t bytes;
    const char *words = rill_fdt_property(tree, "chosen", "bootargs", &bytes);

    return words && bytes && !words[bytes - 1] ? words : NULL;
}

const struct rill_loader rill_loader_fdt = {.ram_end = ram_end, .args = args};
