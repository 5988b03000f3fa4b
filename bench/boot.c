/* bench/boot.c -- from the image's first instruction to main. minstret is not 0
 * there: the reset code of QEMU's machine counts, as many instructions as
 * bench/run says on others.
 *
 * -DBY_TREE: on a machine that passes a device tree, which is read.
 * -DBY_PRINTF: in a program that uses stdio, whose .bss is to be cleared as well. Without
 * it there is next to nothing in .bss, as where the peers were measured: so the row is
 * written by hand, past stdio and the rings. */
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
