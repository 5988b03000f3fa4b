/* bench/boot.c -- from the image's first instruction to main. minstret is not 0
 * there: QEMU's own reset code counts, 7 instructions on virt and as many as
 * bench/run says on others. */
#include "bench.h"

int main(void)
{
    uintptr_t now = bench_now();

    bench_row("boot_to_main", now, 1);
    return 0;
}
