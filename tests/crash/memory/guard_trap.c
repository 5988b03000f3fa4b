/* A handler that overflows the trap stack: it stops at the locked guard, and the report is
 * printed from another stack. */
// m-mode: the guard is PMP's
// boards: virt,virt32
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store access fault at address 0x[0-9a-f]+ .cause 7.: a write to the guard below the trap stack$
// expect-out: ^rill: stopped with status 139$
// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
#include <rill/rill.h>

#include "../../devices.h"

__attribute__((noinline)) static int dig(volatile int n)
{
    return n ? dig(n - 1) + n : 0;
}

static bool handler(void *arg)
{
    return dig(100000) + (arg != NULL);
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    UART_ENDS_IT(&uart, false);
    return 0;
}
