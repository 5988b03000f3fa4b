/* A stack that overflows by small frames. */
// m-mode: the guard is PMP's
// make: GUARDS=1
// expect-status: 134
// expect-out: ^rill: panic: task "middle" has overflowed its stack$
// expect-out: OVERFLOWED: sp is \d+ bytes below the bottom$
// expect-out: it needed \d+ bytes at the least$
// expect-out: ^neighbours: whole$
// boards: virt,virt32
#include "neighbours.h"

__attribute__((noinline)) static int dig(volatile int n)
{
    return n ? dig(n - 1) + n : 0;
}

static int overflow(void)
{
    return dig(10000);
}

int main(void)
{
    return run(-1);
}
