/* All tests pass, then the program resets the machine: its exit code is lost, and QEMU's own is
 * 0. virt's finisher: 0x7777. */
#include "../tap.h"

int main(void)
{
    volatile unsigned *volatile finisher = (void *)0x100000;

    plan(1);
    ok(1, "one");
    fflush(stdout);
    *finisher = 0x7777;
    for (;;)
        ;
}
