/* A store to where the CLINT has nothing: QEMU notes it in a line that it does not end. */
#include <stdint.h>

#include "../tap.h"

int main(void)
{
    plan(1);
    *(volatile uint32_t *)0x2000100 = 1;
    ok(1, "a store to 0x2000100");
    return done();
}
