/* bench/boot.c -- from the image's first instruction to main. minstret is not 0
 * there: the reset code of QEMU's machine counts, as many instructions as
 * bench/run says on others. */
#include "bench.h"

int main(void)
{
    uintptr_t now = bench_now();

    bench_row("boot_to_main", now, 1);
    return 0;
}
