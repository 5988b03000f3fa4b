/* A stack that overflows on hart 3. */
// m-mode: the guard is PMP's
// make: GUARDS=1
// expect-status: 134
// expect-out: ^rill: panic: task "middle" has overflowed its stack$
// expect-out: OVERFLOWED: sp is \d+ bytes below the bottom$
// expect-out: it needed \d+ bytes at the least$
// expect-out: ^neighbours: whole$
// boards: virt,virt32
// image: 4
// harts: 4
// expect-out: ^  pc .* in task "middle" on hart 3$
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
    while (rill_hart_arrived() < 4)
        rill_sleep_ns(RILL_MS);
    return run(3);
}
