// expect-status: 132
// expect-out: ^rill: fault: .*illegal instruction
// reject-out: ^it ran
/* An instruction that no march of ours has, and that QEMU's rv32 and rv64 have unless
 * tools/qemu-run cuts them down: Zba's sh1add a0, a0, a0, encoded by hand, since the
 * assembler refuses it. */
#include <stdio.h>

int main(void)
{
    __asm__ volatile(".word 0x20a52533" : : : "a0");
    printf("it ran\n");
    return 0;
}
