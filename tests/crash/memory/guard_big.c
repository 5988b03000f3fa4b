/* A stack that overflows by one big frame. */
// m-mode: the guard is PMP's
// make: GUARDS=1
// expect-status: 134
// expect-out: ^rill: panic: task "middle" has overflowed its stack$
// expect-out: OVERFLOWED: sp is \d+ bytes below the bottom$
// expect-out: it needed \d+ bytes at the least$
// expect-out: ^neighbours: whole$
// boards: virt,virt32
#include "neighbours.h"

/* Its end is inside the guard, and it is written from there on. */
__attribute__((noinline)) static int fill(size_t bytes)
{
    volatile char big[bytes];
    char c = 1;

    for (size_t i = 0; i < bytes; i++)
        big[i] = c++;
    return big[bytes / 2];
}

static int overflow(void)
{
    return fill((uintptr_t)__builtin_frame_address(0) - middle.low + 100);
}

int main(void)
{
    return run(-1);
}
