/* As memory/trap_overflow.c, in a trap of the fourth hart: between its trap stack and the third
 * hart's idle stack nothing is mapped. */
// image: 4
// harts: 4
// boards: virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store page fault at address 0x[0-9a-f]+ \(cause 15\): a write to the guard below the trap stack$
// expect-out: ^other is (\d+)$[\s\S]*in a trap handler on hart \1$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

#include "../../other_harts.h"

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static void on_hart(unsigned number)
{
    if (number != 3)
        return;
    on_hart_wanted = 0; /* the report clears an IPI, too */
    recurse(0);
}

int main(void)
{
    if (!harts_arrive(4))
        return 1;
    printf("other is %lu\n", (unsigned long)hart_id(3));
    interrupt_others();
    rill_sleep_ns(10 * RILL_S);
    return 0;
}
