/* A fault in a trap of another hart: the report is from that hart's idle stack. */
// image: 2
// harts: 2
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store (access fault at address 0x8 \(cause 7\)|page fault at address 0x8 \(cause 15\)): a write to the null page$
// expect-out: ^other is (\d+)$[\s\S]*in a trap handler on hart \1$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

#include "../../other_harts.h"

static void on_hart(unsigned number)
{
    on_hart_wanted = 0;
    (void)number;
    *(volatile unsigned *)8 = 1;
}

int main(void)
{
    if (!harts_arrive(2))
        return 1;
    printf("other is %lu\n", (unsigned long)hart_id(1));
    interrupt_others();
    rill_sleep_ns(10 * RILL_S);
    return 0;
}
