/* main's stack ran over and came back, and main returns 0 without another switch. */
// boards: virt,hifive1,virt-s
// make: APP_LDFLAGS=-Wl,--defsym=__rill_main_stack_size=2048
// expect-status: 134
// expect-out: ^rill: panic: task "main" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: something was written below the bottom$
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

/* Below the stack's end, and back. */
__attribute__((noinline)) static int dig(size_t bytes)
{
    volatile char room[bytes];

    for (size_t i = 0; i < bytes; i++)
        room[i] = 1;
    return room[7];
}

int main(void)
{
    return dig(2600) - 1;
}
