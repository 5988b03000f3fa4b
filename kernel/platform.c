/* kernel/platform.c -- the machine's own word on memory and arguments, with the
 * board's facts where it says nothing.
 *
 * The tree stays where the loader put it and is read in place; the heap ends
 * below it.
 */
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include "fdt.h"
#include "platform.h"

#define ARGS_FIRST_BYTES 128u
#define ARGS_MOST_BYTES  8192u

struct rill_boot { /* registers at entry, for a debugger to see as well */
    uintptr_t hart_id;
    const void *fdt; /* NULL: this board has none */
} rill_boot;

struct look {
    const void *fdt;
    const char *fault;
};

/* Under rill_catch_fault: a1 may point to where no memory is. */
static void look_over(void *arg)
{
    struct look *look = arg;

    look->fault = rill_fdt_fault(look->fdt);
}

void rill_platform_init(uintptr_t hart_id, const void *fdt)
{
    const char *fault;
    struct look look;

    rill_boot.hart_id = hart_id;
    if (!rill_board.has_fdt)
        return;
    look.fdt = fdt;
    if (rill_catch_fault(look_over, &look, NULL))
        look.fault = "nothing answers there";
    fault = look.fault;
    if (fault)
        rill_panic("the device tree at 0x%lx is unusable: %s; board %s needs "
                   "the one its loader passes in a1 (QEMU makes it: no -dtb)",
                   (unsigned long)(uintptr_t)fdt, fault, rill_board.name);
    rill_boot.fdt = fdt;
}

static size_t root_number(const void *fdt, const char *name, size_t otherwise)
{
    size_t bytes;
    const void *p = rill_fdt_property(fdt, "", name, &bytes);

    return p && bytes == 4 ? (size_t)rill_fdt_number(p, 1) : otherwise;
}

/* The end of the /memory range that we are in. The comparisons are of distances,
 * which do not overflow at the top of the address space. */
static uintptr_t end_of_memory_node(const void *fdt)
{
    const uintptr_t here = (uintptr_t)__heap_start;
    size_t n_addr = root_number(fdt, "#address-cells", 2); /* spec 2.3.5 */
    size_t n_size = root_number(fdt, "#size-cells", 1);
    size_t bytes;
    const char *reg = rill_fdt_property(fdt, "memory", "reg", &bytes);
    if (!reg || n_addr > 4 || n_size > 4 || !n_addr || !n_size)
        return (uintptr_t)__heap_end;
    for (; bytes >= 4 * (n_addr + n_size);
         reg += 4 * (n_addr + n_size), bytes -= 4 * (n_addr + n_size)) {
        uintptr_t base = (uintptr_t)rill_fdt_number(reg, n_addr);
        uint64_t size = rill_fdt_number(reg + 4 * n_addr, n_size);

        if (here >= base && here - base < size)
            return size <= UINTPTR_MAX - base ? base + (uintptr_t)size
                                              : UINTPTR_MAX & ~(uintptr_t)15;
    }
    return (uintptr_t)__heap_end;
}

uintptr_t rill_platform_ram_end(void)
{
    uintptr_t fdt = (uintptr_t)rill_boot.fdt, end;

    if (!fdt)
        return (uintptr_t)__heap_end;
    end = end_of_memory_node(rill_boot.fdt);
    return fdt >= (uintptr_t)__heap_start && fdt < end ? fdt : end;
}

static const char *args_of_fdt(void)
{
    size_t bytes;
    const char *args =
        rill_fdt_property(rill_boot.fdt, "chosen", "bootargs", &bytes);

    return args && bytes && !args[bytes - 1] ? args : NULL;
}

/* The board's way to get them needs a buffer of a size that nobody knows. */
static const char *args_of_board(void)
{
    char *buf = rill_heap_move(0);

    for (size_t n = ARGS_FIRST_BYTES; n <= ARGS_MOST_BYTES; n *= 2) {
        int got;

        if (!rill_heap_move((ptrdiff_t)(n == ARGS_FIRST_BYTES ? n : n / 2)))
            rill_panic("the argument list is too long: no memory for %zu bytes "
                       "of it; pass less, or pass it on standard input",
                       n);
        got = rill_board.args(rill_boot.fdt, buf, n);
        if (got < (int)n) {
            if (got < 0)
                rill_heap_move(-(ptrdiff_t)n);
            return got < 0 ? NULL : buf;
        }
    }
    rill_panic("the argument list is too long: over %u bytes; pass it on "
               "standard input",
               ARGS_MOST_BYTES);
}

const char *rill_boot_args(void)
{
    return rill_board.args ? args_of_board()
           : rill_boot.fdt ? args_of_fdt()
                           : NULL;
}
