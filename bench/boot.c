/* bench/boot.c -- from the image's first instruction to main. minstret is not 0 at the
 * first instruction: the reset code of QEMU's machine counts, with as many instructions
 * as bench/run says for other systems.
 *
 * -DBY_TREE: on a machine that passes a device tree, which Rill reads. -DBY_PRINTF: in a
 * program that uses stdio, and so has a .bss that must be cleared as well. Without it
 * .bss is almost empty, as it was where the peers were measured: so this prints the row
 * by hand, past stdio and the rings. */
#include <rill/bind.h>
#include "bench.h"

#ifdef BY_PRINTF

static void row(uintptr_t value)
{
    bench_row("boot_to_main", value, 1);
}

#else

#ifdef BY_TREE
#define NAME "boot_tree"
#else
#define NAME "boot_to_main"
#endif

static void row(uintptr_t value)
{
    static char line[] = "row " NAME " 000000.00\n";
    char *at = line + sizeof line - 5;

    for (int i = 0; i < 6; i++, value /= 10)
        *--at = (char)('0' + value % 10);
    rill_console_write(line, sizeof line - 1);
}

#endif

int main(void)
{
    row(bench_now());
    return 0;
}
