/* All tests pass, but the program writes where virt's PLIC has no register. Only QEMU says so,
 * under -d guest_errors. */
#include "../tap.h"

int main(void)
{
    volatile unsigned *volatile plic = (void *)0xc000000;

    plan(1);
    plic[0xfff / 4 + 0x3ff000 / 4] = 1;
    ok(1, "one");
    return done();
}
